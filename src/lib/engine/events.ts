/** Order of events within one microsecond; first in, first out within each. */
export const ORDER = { actions: 0, timers: 1, messages: 2, arrivals: 3 } as const;

/** What a queue entry stands for: the low two bits of its id. The rest is the place in that table. */
export const EVENT = { frame: 0, timer: 1, lane: 2, wake: 3 } as const;

/** Types of records in the digest: append only. */
export const RECORD = { ended: 1, answered: 2, late: 3, transition: 4, deed: 5 } as const;
