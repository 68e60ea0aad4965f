#!/usr/bin/env node
import nodeModule from 'node:module';

// From Node 22 on, compiled code is kept between two runs.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => void };
enableCompileCache?.();
const { run } = await import('./run.ts');

process.exitCode = await run(process.argv.slice(2), { cwd: process.cwd(), env: process.env, stdout: process.stdout, stderr: process.stderr });
