import { posix } from 'node:path';

/**
 * Paths inside the analyser are absolute and have forward slashes, on every system.
 * `node:path` is no help with `C:/x` on the systems that have no drives, so drives are handled here.
 */

/** A path with forward slashes, `.` and `..` worked out, no slash at the end, an upper-case drive letter. */
export function toPosix(path: string): string {
  // Most paths are so already: asked tens of thousands of times.
  if (path.startsWith('/') && !path.includes('\\') && !/\/\.{0,2}(?:\/|$)/.test(path)) return path;
  const slashed = /^[a-zA-Z]:[\\/]|^\\\\/.test(path) || process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  const network = slashed.startsWith('//') ? '/' : '';
  const normal = posix.normalize(slashed);
  const trimmed = normal.length > 1 && normal.endsWith('/') && !/^[a-zA-Z]:\/$/.test(normal) ? normal.slice(0, -1) : normal;
  return network + trimmed.replace(/^[a-z](?=:)/, drive => drive.toUpperCase());
}

/** Whether a path starts at the root or at a drive. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-zA-Z]:[\\/]/.test(path);
}

/** `path` as seen from `directory`; an absolute `path` stays itself. */
export function resolvePath(directory: string, path: string): string {
  return toPosix(isAbsolute(path) ? path : pathIn(directory, path));
}

/** The path of a name in a directory, which may be a root. */
export function pathIn(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** The directory a path is in; `undefined` for the root. */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash < 0 || slash === path.length - 1) return undefined;
  if (slash === 0) return '/';
  return /^[a-zA-Z]:$/.test(path.slice(0, slash)) ? path.slice(0, slash + 1) : path.slice(0, slash);
}

/** The directory itself and all above it, nearest first. */
export function* upwards(directory: string): Generator<string> {
  for (let at: string | undefined = directory; at !== undefined; at = parentOf(at)) yield at;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or below it. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(pathIn(directory, ''));
}

/** The rest of `path` below `directory`: `''` for the directory itself, `undefined` for what is not inside. */
export function below(path: string, directory: string): string | undefined {
  if (!isInside(path, directory)) return undefined;
  return path === directory ? '' : path.slice(pathIn(directory, '').length);
}

/** The path that a file URL names, as far as paths need it: `file:///srv/app.js`, `file:///C:/srv/app.js`. Any other text stays itself. */
export function pathOfUrl(url: string): string {
  return url.replace(/^file:\/\/(?:\/(?=[a-zA-Z]:))?/, '');
}

/** The file URL of an absolute path, its letters as they are. A name of a network begins with two slashes. */
export function urlOfPath(path: string): string {
  return path.startsWith('//') ? `file:${path}` : `file://${path.startsWith('/') ? '' : '/'}${path}`;
}
