/** Where a running world reports what happens. All times are `now`, in micros, unless said. */
export interface Sink {
  /** False: hops are not wanted, and the world does not bother to report them. */
  readonly wantsHops: boolean;
  /** A message sent now that arrives at `endMicros`. `shape` is a HOP code, `source` NONE for control traffic. */
  hop(
    edge: number,
    startMicros: number,
    endMicros: number,
    shape: number,
    source: number,
    ordinal: number,
  ): void;
  ended(atMicros: number, startMicros: number, outcome: number, source: number, ordinal: number): void;
  transition(
    atMicros: number,
    chart: number,
    subject: number,
    from: number,
    to: number,
    event: number,
    rule: number,
    a: number,
    b: number,
  ): void;
}

/** For those who only want the world's own counters and digest. */
export const silent: Sink = {
  wantsHops: false,
  hop: () => undefined,
  ended: () => undefined,
  transition: () => undefined,
};
