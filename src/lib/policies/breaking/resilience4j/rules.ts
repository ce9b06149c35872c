/** Why Resilience4j's breaker moves: sentences, with {a} and {b} for the evidence. */
export const RULES = [
  '{a} % of the window’s calls failed (failureRateThreshold {b} %)',
  '{a} % of the window’s calls were slow (slowCallRateThreshold {b} %)',
  'a call came {a} s after it opened (the wait was {b} s)',
  'the wait of {b} s was over: automatic transition',
  '{a} % of the probes failed (failureRateThreshold {b} %)',
  '{a} % of the probes were slow (slowCallRateThreshold {b} %)',
  '{a} % of {b} probes failed: below the thresholds',
  'no decision within maxWaitDurationInHalfOpenState ({b} s)',
  'set by hand',
  'the calling process restarted with a fresh breaker',
  'it begins so: initialState',
];
/** Places in `RULES`. */
export const RULE = {
  failures: 0,
  slowness: 1,
  callAfterWait: 2,
  automatic: 3,
  probesFailed: 4,
  probesSlow: 5,
  probesPassed: 6,
  waitedTooLong: 7,
  byHand: 8,
  reset: 9,
  initially: 10,
} as const;
