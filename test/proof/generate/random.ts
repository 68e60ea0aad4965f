/** A seeded source of chance: the same seed gives the same apps on every machine. */
export class Random {
  #state: number;

  /** @param seed any text; `"1:17"` is the seventeenth app of seed 1. */
  constructor(seed: string) {
    let hash = 2166136261;
    for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
    this.#state = hash >>> 0;
    // The first numbers of neighbouring seeds are alike; these are thrown away.
    for (let round = 0; round < 4; round += 1) this.next();
  }

  /** At least 0, less than 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** Whether something that happens with this probability happens now. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /**
   * One of several.
   *
   * @throws RangeError where there is none to choose from.
   */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.next() * choices.length)];
    if (choice === undefined) throw new RangeError('nothing to choose from');
    return choice;
  }
}
