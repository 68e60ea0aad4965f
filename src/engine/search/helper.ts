import { workerData, type MessagePort } from 'node:worker_threads';
import { diskFiles } from '../../source/disk.ts';
import { lookInto } from '../../source/scan.ts';
import { CELLS, filesIn, taken, type Found, type Piles } from './pile.ts';

/** A thread that helps to search: it takes piles as long as there are any, and tells what is in each. */
const { port, ...piles } = workerData as Piles & { readonly port: MessagePort };
const files = diskFiles();

for (const [pile, paths] of taken(piles)) {
  port.postMessage({ pile, ...lookedInto(paths) } satisfies Found);
  Atomics.add(piles.cells, CELLS.told, 1);
  Atomics.notify(piles.cells, CELLS.told);
}

/** Who asked looks where this fails, and tells of it. */
function lookedInto(paths: string): Pick<Found, 'looked'> {
  try {
    return { looked: filesIn(paths).map(file => lookInto(files, file)) };
  } catch {
    return {};
  }
}
