/** What waits to be run, in order. Taking the first is as cheap where many wait: `shift` of a long list moves all the others. */
export class Queue {
  #jobs: (() => void)[] = [];
  #taken = 0;

  /** Adds what is to run after all that waits now. */
  add(job: () => void): void {
    this.#jobs.push(job);
  }

  get length(): number {
    return this.#jobs.length - this.#taken;
  }

  /** What is to run next, which waits no more; `undefined` where nothing waits. */
  take(): (() => void) | undefined {
    const job = this.#jobs[this.#taken++];
    if (job && this.#taken * 2 < this.#jobs.length) return job;
    this.#jobs = this.#jobs.slice(this.#taken);
    this.#taken = 0;
    return job;
  }
}
