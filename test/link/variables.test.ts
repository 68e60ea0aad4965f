import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

/** Each read of a variable as `NAME` or, where no env file had been loaded by then, `NAME too early`. */
function reads(sources: Sources, entry = 'app.js'): readonly string[] {
  const { variables } = ran(sources, 'production', { entry }).world;
  return variables.reads.map(({ variable, loads }) => (loads === 0 ? `${variable} too early` : variable));
}

const ESM = '{ "name": "app", "type": "module" }';
const COMMON = '{ "compilerOptions": { "module": "commonjs" } }';

describe('when env files are loaded and variables are read', () => {
  it('goes by the order of statements', () => {
    expect(reads({ 'app.js': 'const dotenv = require("dotenv"); process.env.A; dotenv.config(); process.env.B;' })).toEqual(['A too early', 'B']);
  });

  it('has the imports of a module run before its body', () => {
    const sources = { 'package.json': ESM, 'app.js': 'import dotenv from "dotenv"; dotenv.config(); import "./b.js"; process.env.A;', 'b.js': 'process.env.B;' };
    expect(reads(sources)).toEqual(['B too early', 'A']);
  });

  it('has imports that TypeScript makes `require` calls of run where they stand', () => {
    const sources = { 'tsconfig.json': COMMON, 'app.ts': 'import dotenv from "dotenv"; dotenv.config(); import "./b"; process.env.A;', 'b.ts': 'process.env.B;' };
    expect(reads(sources, 'app.ts')).toEqual(['B', 'A']);
  });

  it('has the same imports run first where esbuild makes the `require` calls', () => {
    const manifest = '{ "name": "app", "scripts": { "start": "tsx app.ts" } }';
    const sources = { 'package.json': manifest, 'tsconfig.json': COMMON, 'app.ts': 'import dotenv from "dotenv"; dotenv.config(); import "./b"; process.env.A;', 'b.ts': 'process.env.B;' };
    expect(reads(sources, 'app.ts')).toEqual(['B too early', 'A']);
  });

  it.each(['dotenv/config', 'dotenv-flow/config', '@dotenvx/dotenvx/config'])('knows that `%s` loads by being imported', (name) => {
    expect(reads({ 'app.js': `require('${name}'); process.env.A;` })).toEqual(['A']);
  });

  it.each(['process.loadEnvFile();', 'require("dotenv").configDotenv();', 'require("dotenv-safe").config({ example: ".env.example" });', 'require("custom-env").env();'])('knows `%s`', (code) => {
    expect(reads({ 'app.js': `process.env.A; ${code} process.env.B;` })).toEqual(['A too early', 'B']);
  });

  it('takes a package that may load an env file for one that does', () => {
    const { world } = ran({ 'app.js': 'require("load-my-env"); process.env.A;' });
    expect(world.variables.loads.map(({ certain }) => certain)).toEqual([false]);
    expect(world.variables.reads.map(({ loads }) => loads)).toEqual([1]);
  });

  it('counts what a package checks as read when it checks', () => {
    const { variables } = ran({ 'app.js': 'const { cleanEnv } = require("envalid"); const env = cleanEnv(process.env, {}); require("dotenv").config(); env.A;' }).world;
    expect(variables.reads.find(({ variable }) => variable === 'A')?.loads).toBe(0);
  });

  it('leaves out what requests read', () => {
    expect(reads({ 'app.js': 'const app = require("express")(); app.get("/", (req, res) => { res.send(process.env.A); });' })).toEqual([]);
  });
});
