let installed = false;

/** Makes a signal that ends this process an orderly end: what waits for its `exit` is called. */
export function endOrderly(): void {
  if (installed) return;
  installed = true;
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
    process.once(signal, () => process.exit(code));
  }
}
