import { semver } from '../source/semver.ts';
import type { Io } from './io.ts';

/** Makes a text a link to an address, or leaves it as it is. */
export type Links = (text: string, url: string) => string;

/** Terminals that show links, by the name each gives itself in `TERM_PROGRAM`, with the release that began; empty for any. */
const PROGRAMS: Readonly<Record<string, string>> = { 'iTerm.app': '3.1.0', vscode: '1.72.0', WezTerm: '', ghostty: '', zed: '', WarpTerminal: '', Hyper: '' };
/** The same by `TERM`, for those that set nothing else. */
const TERMS: ReadonlySet<string> = new Set(['alacritty', 'xterm-kitty', 'xterm-ghostty', 'foot']);
/** GNOME's terminals and their kin share a library that says its release as a number: 0.50.0 crashed on links. */
const VTE_BEGAN = 5001;

/**
 * Links where standard output shows them (OSC 8). No environment says so for certain, so these are the terminals that
 * are known to; any other shows the text alone. `FORCE_HYPERLINK` decides where it is set; `NO_COLOR`, a pipe, a file
 * and a CI log have none.
 * Source: the terminals' documentation, and what supports-hyperlinks 4.6.0 (index.js) goes by.
 */
export function linksFor({ env, stdout }: Io, toFile: boolean): Links {
  const forced = env['FORCE_HYPERLINK'] ?? '';
  const shown = forced === '' ? stdout.isTTY === true && isKnown(env) : forced !== '0';
  return shown && !toFile ? (text, url) => `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text => text;
}

function isKnown(env: Io['env']): boolean {
  const is = (name: string): boolean => (env[name] ?? '') !== '';
  if (is('NO_COLOR') || is('CI') || env['TERM'] === 'dumb') return false;
  const began = PROGRAMS[env['TERM_PROGRAM'] ?? ''];
  if (began !== undefined) return began === '' || semver().gte(semver().coerce(env['TERM_PROGRAM_VERSION']) ?? '0.0.0', began);
  return is('WT_SESSION') || Number(env['VTE_VERSION']) >= VTE_BEGAN || TERMS.has(env['TERM'] ?? '');
}
