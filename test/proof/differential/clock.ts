/** The clock of this thread, which apps under test share: it can be moved on, timers are left alone. */
let ahead = 0;

/** Replaces the thread's `Date`. To be called before any library is loaded that could keep the real one. */
export function installClock(): void {
  const RealDate = Date;
  globalThis.Date = class MovedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      if (given.length === 0) super(RealDate.now() + ahead);
      else super(...(given as [number]));
    }

    static override now(): number {
      return RealDate.now() + ahead;
    }
  } as DateConstructor;
}

/** Sets how far the clock is ahead of the real one. */
export function moveClock(milliseconds: number): void {
  ahead = milliseconds;
}
