/** Order of events within one microsecond; first in, first out within each. */
export const ORDER = { actions: 0, timers: 1, messages: 2, arrivals: 3 } as const;

/** Types of records in the digest: append only. */
export const RECORD = { ended: 1, answered: 2, late: 3, transition: 4, deed: 5 } as const;
