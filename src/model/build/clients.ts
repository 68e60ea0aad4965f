import { isBuiltin } from 'node:module';
import type { FileFacts } from '../../facts/ir.ts';
import type { ClientEvent } from '../../link/index.ts';
import type { Files } from '../../source/files.ts';
import { dependencyOf, packageOf } from '../../source/packages.ts';
import type { ClientCall } from '../types.ts';
import type { Options } from '../value.ts';
import { plainValue, type Building } from './values.ts';

/** Packages that serve a page while it is developed, on a port of their own. */
const DEV_SERVERS = [
  'vite', 'react-scripts', 'next', 'nuxt', '@vue/cli-service', '@angular/cli', '@angular-devkit/build-angular', '@angular/build', 'gatsby', 'parcel', 'parcel-bundler',
  'webpack-dev-server', '@sveltejs/kit', 'react-app-rewired', '@craco/craco', 'astro', '@remix-run/dev', '@rsbuild/core', 'ember-cli', 'preact-cli', 'snowpack', 'umi', '@quasar/app-vite', 'live-server',
];

/** What browser code imports as well as the code of a server or a script. */
const IN_BOTH: ReadonlySet<string> = new Set(['url', 'querystring', 'events', 'buffer', 'util', 'assert', 'punycode', 'path', 'process', 'stream', 'crypto']);
/** Packages for code that no browser runs. */
const ON_SERVER: ReadonlySet<string> = new Set([
  'express', 'node-fetch', 'undici', 'dotenv', 'mongoose', 'next/headers', 'next/server', 'server-only', 'supertest', 'puppeteer', 'playwright', '@playwright/test', 'jest', 'vitest', 'commander', 'yargs',
  'tough-cookie', 'axios-cookiejar-support', 'electron', 'react-native', 'expo', '@nestjs/common', 'aws-lambda', 'firebase-functions', '@sveltejs/kit/node', '$env/dynamic/private', '$env/static/private',
]);
/** Files that frameworks run on their servers. */
const SERVER_FILES = /\.server\.[cm]?[jt]sx?$|\/\+server\.[jt]s$|\/pages\/api\/|\/(?:route|middleware|instrumentation)\.[cm]?[jt]s$|\/server\/(?:api|routes|middleware)\/|\/(?:cypress|e2e|prisma|seeds?|seeders|migrations)\//;
/** Pages of Next's app directory are rendered on its server unless they say otherwise. */
const APP_PAGES = /\/app\/(?:.*\/)?(?:page|layout|template|default|loading|not-found)\.[jt]sx?$/;
/** Directories and files of browser code, where no package tells. */
const BROWSER_FILES = /\.(?:vue|svelte|jsx|tsx|astro)$|\/(?:public|static|assets|www|wwwroot|client|front|frontend|front-end|web|webapp|ui|views?|pages|components|hooks|composables)\//i;
/** Packages of browser code. */
const BROWSER_PACKAGES = [...DEV_SERVERS, 'react', 'react-dom', 'vue', 'svelte', 'preact', 'solid-js', '@angular/core', 'jquery', 'lit', 'alpinejs', '@remix-run/react', 'webpack', 'rollup', 'browserify'];

/** Whether a file's code is not for browsers, or may not be: a script, a function of a server, an app on a phone. */
export function isOnServer(files: Files, file: string, facts: FileFacts | undefined): boolean {
  if (!facts || SERVER_FILES.test(file) || facts.imports.some((name) => ON_SERVER.has(name) || (isBuiltin(name) && !IN_BOTH.has(name.replace(/^node:/, ''))))) return true;
  const own = packageOf(files, file);
  const has = (name: string): boolean => own !== undefined && dependencyOf(files, own, name) !== undefined;
  if (own?.dependencies.has('react-native') === true || own?.dependencies.has('expo') === true) return true;
  if (APP_PAGES.test(file) && has('next') && !isForBrowsers(facts)) return true;
  return !BROWSER_FILES.test(file) && !BROWSER_PACKAGES.some(has);
}

/** `'use client'` */
function isForBrowsers({ b }: FileFacts): boolean {
  return b.some((statement) => statement.k === 'expr' && statement.x.k === 'lit' && statement.x.v === 'use client');
}

/** A request as plain data. */
export function clientCall(building: Building, call: ClientEvent, environment: string, files: Files): ClientCall {
  const { at, library, name, bodyAt, optionsAt, instance } = call;
  const own = packageOf(files, at.file);
  const devServer = own && DEV_SERVERS.find((one) => dependencyOf(files, own, one) !== undefined);
  const plain = (value: Parameters<typeof plainValue>[1]): ReturnType<typeof plainValue> => plainValue(building, value, [at]);
  const options = call.options && optionsIn(building, call.options);
  const made = instance?.options && optionsIn(building, instance.options);
  return {
    at, library, name, environment, url: plain(call.url), method: plain(call.method),
    arguments: call.arguments.map((one) => plainValue(building, one.value, [one.at], ARGUMENTS)),
    ...(call.credentials ? { credentials: plain(call.credentials) } : {}),
    ...(options ? { options } : {}), ...(bodyAt === undefined ? {} : { bodyAt }), ...(optionsAt === undefined ? {} : { optionsAt }),
    ...(instance ? { instance: { at: instance.at, ...(made ? { options: made } : {}) } } : {}),
    ...(own ? { package: { directory: own.directory, ...(devServer === undefined ? {} : { devServer }) } } : {}),
  };
}

/** From which depth on they are described: names and plain values are enough of what is sent, headers are looked into. */
const ARGUMENTS = 7;
const OPTIONS = 5;

function optionsIn(building: Building, options: Parameters<typeof plainValue>[1]): Options | undefined {
  const value = plainValue(building, options, [], OPTIONS);
  return value.kind === 'object' ? value.options : undefined;
}
