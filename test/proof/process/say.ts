/** Says a line to whoever started the run. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
