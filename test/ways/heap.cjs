// Loaded before a server: at each message it collects what nobody holds any more, and tells what is left.
process.on('message', () => {
  globalThis.gc();
  process.send(process.memoryUsage());
});
