import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { analyse } from '../../src/engine/projects.ts';
import type { Files } from '../../src/source/files.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { ruleFixtures } from './fixture.ts';

/** One case of so many is enough: each rule has some. */
const EVERY = 8;

/** The texts of a case. */
function textsOf(directory: string): readonly (readonly [string, string])[] {
  return readdirSync(directory).flatMap(name => {
    if (name === 'fixed' || name === 'node_modules') return [];
    const path = `${directory}/${name}`;
    return statSync(path).isDirectory() ? textsOf(path).map(([inner, text]) => [`${name}/${inner}`, text] as const) : [[name, readFileSync(path, 'utf8')] as const];
  });
}

/** Where there are no drives, fast-glob takes `C:/work` for a name in the current directory. */
function onDrive(files: Files): Files {
  const from = (path: string): string => path.replace(/^.*(?=C:\/)/, '');
  return {
    read: path => files.read(from(path)), kind: path => files.kind(from(path)), list: path => files.list(from(path)),
    items: path => files.items(from(path)), peek: path => files.peek(from(path)), stamp: path => files.stamp(from(path)),
  };
}

function analysedAt(root: string, texts: readonly (readonly [string, string])[], serverOrigins: readonly string[] = []): Analysis {
  const files = memoryFiles(Object.fromEntries(texts.map(([name, text]) => [`${root}/${name}`, text])));
  return analyse({ root, files: onDrive(files), rules, serverOrigins });
}

/** All that is said of a case, and the changes that are offered, with the root taken out. */
function said(analysis: Analysis): unknown {
  const { diagnostics, problems, tally } = analysis;
  const all = { diagnostics, problems, tally, offers: diagnostics.map(diagnostic => analysis.offers(diagnostic)) };
  return JSON.parse(JSON.stringify(all).replaceAll(analysis.root, ''));
}

/** A router that is found by its directory. */
const ROUTER = 'module.exports = require("express").Router().get("/me", (req, res) => { res.json(req.session.user); });';
const LOADED = (names: string, file: string): string => `const app = express();\n${names}.forEach((name) => { app.use(require(${file})); });\napp.listen(3000);\n`;
const COMMONJS = "const express = require('express');\nconst fs = require('fs');\nconst path = require('path');\n";
const ESM = "import express from 'express';\nimport fs from 'node:fs';\nimport path from 'node:path';\nimport { createRequire } from 'node:module';\nimport { fileURLToPath } from 'node:url';\nconst require = createRequire(import.meta.url);\n";

/** Paths on Windows begin with a drive, and have no slash there. */
describe('on a drive', () => {
  it.each(ruleFixtures().filter((_, index) => index % EVERY === 0))('$rule/$name is judged as it is anywhere else', ({ directory, serverOrigin }) => {
    const at = (root: string): unknown => said(analysedAt(root, textsOf(directory), serverOrigin === undefined ? [] : [serverOrigin]));
    expect(at('C:/work/app')).toEqual(at('/work/app'));
  });

  it.each([
    ['__dirname', COMMONJS + LOADED("fs.readdirSync(__dirname + '/routes')", '`./routes/${name}`')],
    ['path.resolve', COMMONJS + LOADED("fs.readdirSync(path.resolve(__dirname, 'x', '..', 'routes'))", "path.resolve(__dirname, 'routes', name)")],
    ['path.resolve from where the program is started', COMMONJS + LOADED("fs.readdirSync(path.resolve('routes'))", "path.resolve('./routes', name)")],
    ['import.meta.url', ESM + LOADED("fs.readdirSync(path.join(path.dirname(fileURLToPath(import.meta.url)), 'routes'))", "path.join(path.dirname(fileURLToPath(import.meta.url)), 'routes', name)")],
  ])('what is loaded by %s is followed', (_, text) => {
    const texts = [['package.json', '{ "main": "app.js", "dependencies": { "express": "^5.0.0" } }'], ['app.js', text], ['routes/me.js', ROUTER]] as const;
    for (const root of ['/work/app', 'C:/work/app']) expect([root, analysedAt(root, texts).tally]).toEqual([root, { sessions: 0, registrations: 2, followed: 2 }]);
  });
});
