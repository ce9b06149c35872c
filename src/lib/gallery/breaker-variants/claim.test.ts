import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const FAILS_S = 5;
const MENDED_S = 41;
const COOLDOWN_S = 10;
const GAP_S = 1 / 50;
/** Payment's 400 ms and a millisecond there and back. */
const ANSWER_S = 0.402;
const THRESHOLD = 5;
/** Calls that set out, one every 20 ms, from a first one until that one's answer is back. */
const IN_ONE_ANSWER = Math.floor(ANSWER_S / GAP_S + 1e-9) + 1;

const course = 'e5';
const naive = 'e6';
const stuckOpen = 'e7';
const flapping = 'e8';
const guards = [course, naive, stuckOpen, flapping];

const watched = new Watched(gallery.get('breaker-variants')!.scenario).run(60);
const downs = (edge: string) => watched.hops.filter((hop) => hop.edge === edge && !hop.back);
const stepsOf = (edge: string) => watched.steps(`${edge}/breaker`);
const openedAt = (edge: string) => stepsOf(edge).flatMap(({ at, to }) => (to === 'open' ? [at] : []));
const endedAt = (edge: string) => stepsOf(edge).flatMap(({ at, from }) => (from === 'open' ? [at] : []));

/** Calls that went down after each cooldown of the trouble, until it was open again. */
function letDown(edge: string): number[] {
  return endedAt(edge).flatMap((from) => {
    const until = openedAt(edge).find((at) => at > from);
    if (until === undefined) return [];
    return [downs(edge).filter(({ start }) => start >= from && start < until).length];
  });
}

test('the four are called alike, and open at the same moment', () => {
  const [first, ...others] = ['e1', 'e2', 'e3', 'e4'].map((edge) => downs(edge).map(({ start }) => start));
  expect(first.length).toBeGreaterThan(2_900);
  for (const other of others) expect(other).toEqual(first);
  for (const guard of guards) expect(openedAt(guard)[0]).toBe(openedAt(course)[0]);
  expect(openedAt(course)[0]).toBeGreaterThan(FAILS_S);
});

test('after each cooldown: one call, everybody, nobody, a threshold of calls and all those under way', () => {
  expect(letDown(course)).toEqual([1, 1, 1]);
  expect(letDown(naive)).toEqual([IN_ONE_ANSWER, IN_ONE_ANSWER, IN_ONE_ANSWER]);
  expect(letDown(stuckOpen)).toEqual([]);
  const flood = IN_ONE_ANSWER + THRESHOLD - 1;
  expect(letDown(flapping)).toEqual([flood, flood, flood]);
});

test('late failures stretch the naive one’s cooldown, by the time that the last of them takes', () => {
  const waits = (edge: string) => endedAt(edge).map((at, round) => at - openedAt(edge)[round]);
  const lastLate = (edge: string) => (letDown(edge)[0] - 1) * GAP_S;
  for (const wait of waits(course)) expect(wait).toBeLessThan(COOLDOWN_S + GAP_S);
  for (const wait of waits(flapping)) expect(wait).toBeLessThan(COOLDOWN_S + GAP_S);
  for (const wait of waits(naive)) {
    expect(wait).toBeGreaterThanOrEqual(COOLDOWN_S + lastLate(naive));
    expect(wait).toBeLessThan(COOLDOWN_S + lastLate(naive) + 2 * GAP_S);
  }
});

test('when Payment is well again three find out by themselves; the stuck one when it is restarted', () => {
  for (const guard of [course, naive, flapping]) {
    const closed = stepsOf(guard).at(-1)!;
    expect(closed.to).toBe('closed');
    expect(closed.at).toBeGreaterThan(MENDED_S);
    expect(closed.at).toBeLessThan(MENDED_S + COOLDOWN_S);
  }
  expect(stepsOf(stuckOpen).map(({ at, to }) => [at, to])).toEqual([
    [openedAt(stuckOpen)[0], 'open'],
    [55, 'closed'],
  ]);
  const opened = openedAt(stuckOpen)[0];
  expect(downs(stuckOpen).filter(({ start }) => start >= opened && start < 55)).toEqual([]);
});
