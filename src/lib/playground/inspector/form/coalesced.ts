/** Timers, handed in so that a test can turn the clock. */
export interface Clock {
  set(act: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

const wallClock: Clock = {
  set: (act, ms) => setTimeout(act, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/**
 * Lets through the first value at once and of those that follow quickly only the newest: a slider drawn along
 * changes the document a few times a second, not at every pixel. `flush` hands over at once what still waits.
 */
export class Coalesced<T> {
  #waiting: { readonly value: T } | null = null;
  #timer: unknown = null;

  constructor(
    private readonly take: (value: T) => void,
    private readonly intervalMs = 150,
    private readonly clock: Clock = wallClock,
  ) {}

  push(value: T): void {
    if (this.#timer !== null) {
      this.#waiting = { value };
      return;
    }
    this.#rest();
    this.take(value);
  }

  flush(): void {
    if (this.#timer !== null) this.clock.clear(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.take(waiting.value);
  }

  #rest(): void {
    this.#timer = this.clock.set(() => {
      this.#timer = null;
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting === null) return;
      this.#rest();
      this.take(waiting.value);
    }, this.intervalMs);
  }
}
