import { expect, test, vi } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { letters, loneNginx } from './lone-nginx.ts';
import { Peers } from './peers.ts';
import { fields } from './policy.ts';
import { RandomOne } from './random-one.ts';
import { RandomTwo } from './random-two.ts';
import { RequestNotes } from './request-notes.ts';

/** One pick among two idle servers by these draws, when so many led to nothing before: the slot, and how many did after it. */
function pick(Random: typeof RandomOne | typeof RandomTwo, draws: readonly number[], before: number) {
  const lone = new LoneHosts(2);
  const build = lone.build(defaultsOf(fields));
  const peers = new Peers(build, lone.endpoints);
  peers.look();
  const notes = new RequestNotes(build.host, 0);
  const stream = build.stream('draws');
  const left = [...draws];
  vi.spyOn(stream, 'below').mockImplementation(() => left.shift() ?? 0);
  const request = lone.call();
  notes.begin(request);
  notes.skipped(request, before);
  return [new Random(peers, stream, notes).pick(request, 0), notes.skips(request)];
}

test.each([
  [[0, 1], 0, [1, 1]],
  [[0, 0, 1], 0, [1, 2]],
  [[1, 1, 1, 0], 4, [0, 7]],
  [[0, 1], 19, [1, 20]],
  // The first good draw is the 21st that led to nothing: round robin takes over.
  [[0, 1], 20, [NONE, 21]],
])(
  'random two: draws %j after %i skips give %j: the first good one costs a skip',
  (draws, before, result) => {
    expect(pick(RandomTwo, draws, before)).toEqual(result);
  },
);

test.each([
  [[1], 0, [1, 0]],
  [[0], 20, [0, 20]],
  [[0], 21, [NONE, 21]],
])('random: the draw %j after %i skips gives %j', (draws, before, result) => {
  expect(pick(RandomOne, draws, before)).toEqual(result);
});

/** Seeds named beforehand: 1 to 20; 600 picks each, the heavier's share within 3 deviations of 2/3 in at least 18. */
test('random takes servers by weight, whatever they are at', () => {
  const fair = Array.from({ length: 20 }, (_, i) => i + 1).filter((seed) => {
    const config = { method: 'random-one' } as const;
    const lone = loneNginx([{ weight: 2 }, {}], config, { seed, serviceMicros: () => 1e6 });
    const heavy = Array.from({ length: 600 }, () => lone.slot()).filter((slot) => slot === 0).length;
    return Math.abs(heavy / 600 - 2 / 3) < 3 * Math.sqrt(2 / 9 / 600);
  });
  expect(fair.length).toBeGreaterThanOrEqual(18);
});

test('random draws again while a server is disabled', () => {
  const lone = loneNginx([{}, {}], { method: 'random-one' });
  lone.refuse(0, true);
  lone.slots(20);
  expect(letters(lone.slots(5))).toBe('b b b b b');
});
