import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';

/** Arrivals to try a policy on, each made to show one thing. */
export interface Pattern {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly log: ArrivalsLog;
}

interface Row {
  readonly atMs: number;
  readonly outcome?: string;
  readonly durationMs?: number;
  readonly key?: string;
}

export const patterns: readonly Pattern[] = [
  {
    name: 'outage',
    label: 'Outage',
    about: '20 calls a second; from 10 s to 20 s six of seven fail.',
    log: logOf(every(50, 60_000, (atMs, n) => answer(atMs, between(atMs, 10, 20) && n % 7 !== 0))),
  },
  {
    name: 'flicker',
    label: 'Flickering errors',
    about: '20 calls a second, half of which fail: now and then several in a row.',
    log: logOf(every(50, 60_000, (atMs, n) => answer(atMs, (n * n * 7 + n) % 11 < 5))),
  },
  {
    name: 'slow',
    label: 'Slow answers',
    about: '20 calls a second; from 10 s to 30 s each takes two seconds and succeeds.',
    log: logOf(
      every(50, 60_000, (atMs) => ({ atMs, outcome: 'ok', durationMs: between(atMs, 10, 30) ? 2_000 : 20 })),
    ),
  },
  {
    name: 'bursts',
    label: 'Bursts',
    about: 'Every second 30 calls within 60 ms, then silence.',
    log: logOf(every(2, 20_000, (atMs) => answer(atMs, false)).filter(({ atMs }) => atMs % 1_000 < 60)),
  },
  {
    name: 'window-edge',
    label: 'Around a window’s edge',
    about: 'A burst just before each whole second and another just after it.',
    log: logOf(
      every(5, 10_000, (atMs) => answer(atMs, false)).filter(({ atMs }) => {
        const beside = atMs % 1_000;
        return atMs >= 900 && (beside >= 950 || beside < 50);
      }),
    ),
  },
  {
    name: 'two-clients',
    label: 'A greedy client',
    about: 'One client calls 50 times a second, another twice.',
    log: logOf([
      ...every(20, 30_000, (atMs) => ({ ...answer(atMs, false), key: 'greedy' })),
      ...every(500, 30_000, (atMs) => ({ ...answer(atMs, false), key: 'modest' })),
    ]),
  },
];

function every(gapMs: number, untilMs: number, row: (atMs: number, n: number) => Row): Row[] {
  return Array.from({ length: Math.floor(untilMs / gapMs) }, (_, n) => row(n * gapMs, n));
}

function answer(atMs: number, fails: boolean): Row {
  return { atMs, outcome: fails ? 'error' : 'ok', durationMs: 20 };
}

function between(atMs: number, fromS: number, toS: number): boolean {
  return atMs >= fromS * 1_000 && atMs < toS * 1_000;
}

function logOf(rows: readonly Row[]): ArrivalsLog {
  const sorted = [...rows].sort((a, b) => a.atMs - b.atMs);
  return {
    atMs: Float64Array.from(sorted, ({ atMs }) => atMs),
    outcome: sorted.map(({ outcome = 'ok' }) => outcome),
    durationMs: Float64Array.from(sorted, ({ durationMs = 0 }) => durationMs),
    ...(sorted.some(({ key }) => key !== undefined) ? { key: sorted.map(({ key = '' }) => key) } : {}),
  };
}
