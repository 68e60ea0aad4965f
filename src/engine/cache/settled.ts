/** A file changed this shortly before it was looked into, in milliseconds, may change again without its stamp telling so. */
const SETTLED = 2000;

/** Whether a file's stamp can be relied on in later runs. A stamp ends with the time of the last change. */
export function isSettled(stamp: string): boolean {
  const changed = Number(stamp.slice(stamp.lastIndexOf(':') + 1));
  return changed < Date.now() - SETTLED;
}
