import { expect, test } from 'vitest';
import { NONE } from '#lib/engine/frames.ts';
import { AdaptiveLifo } from './adaptive-lifo.ts';

const room = { i32: (n: number) => new Int32Array(n), f64: (n: number) => new Float64Array(n) };
const TARGET = 5;
const INTERVAL = 100;

/** Runs steps of [at, 'add' visit | 'take' | 'relieve'] and tells what was taken and given up. */
function story(steps: readonly (readonly [number, 'add' | 'take' | 'relieve', number?])[]) {
  const clock = { now: 0 };
  const told: string[] = [];
  const line = new AdaptiveLifo(room, clock, {
    targetMicros: TARGET,
    intervalMicros: INTERVAL,
    limit: 8,
    giveUp: (visit) => told.push(`shed ${visit}`),
  });
  for (const [at, what, visit = NONE] of steps) {
    clock.now = at;
    if (what === 'add') line.add(visit);
    else if (what === 'relieve') line.relieve();
    else told.push(`take ${line.take()}`);
  }
  return told;
}

test.each<[string, Parameters<typeof story>[0], string[]]>([
  [
    'while the queue was empty of late, the oldest is first',
    [
      [0, 'add', 1],
      [10, 'add', 2],
      [20, 'add', 3],
      [99, 'take'],
      [100, 'take'],
    ],
    ['take 1', 'take 2'],
  ],
  [
    'once it has not been empty for more than an interval, the newest is first',
    [
      [0, 'add', 1],
      [60, 'add', 2],
      [100, 'add', 3],
      [101, 'take'],
      [102, 'take'],
      [103, 'take'],
    ],
    ['shed 1', 'take 3', 'take 2', `take ${NONE}`],
  ],
  [
    'who came before the overload may wait an interval, who comes in it only the target',
    [
      [0, 'add', 1],
      [100, 'add', 2],
      [101, 'add', 3],
      [106, 'take'],
      [107, 'take'],
      [201, 'take'],
    ],
    ['shed 1', 'take 3', 'take 2', `take ${NONE}`],
  ],
  [
    'the newest is given up too, when its time is over',
    [
      [0, 'add', 1],
      [100, 'add', 2],
      [101, 'add', 3],
      [107, 'take'],
      [201, 'take'],
    ],
    ['shed 1', 'shed 3', 'take 2', `take ${NONE}`],
  ],
  [
    'after it was empty it is as new',
    [
      [0, 'add', 1],
      [101, 'add', 2],
      [102, 'take'],
      [102, 'add', 3],
      [103, 'add', 4],
      [200, 'take'],
    ],
    ['shed 1', 'take 2', 'take 3'],
  ],
  [
    'a full queue gives up those whose time is over, the oldest first',
    [
      [0, 'add', 1],
      [50, 'add', 2],
      [160, 'relieve'],
      [160, 'take'],
    ],
    ['shed 1', 'shed 2', `take ${NONE}`],
  ],
])('%s', (_claim, steps, told) => expect(story(steps)).toEqual(told));

test('the ring goes round', () => {
  const steps = Array.from({ length: 40 }, (_, i) => [
    [10 * i, 'add', 2 * i] as const,
    [10 * i, 'add', 2 * i + 1] as const,
    [10 * i + 1, 'take'] as const,
    [10 * i + 2, 'take'] as const,
    [10 * i + 3, 'take'] as const,
  ]).flat();
  const told = Array.from({ length: 40 }, (_, i) => [
    `take ${2 * i}`,
    `take ${2 * i + 1}`,
    `take ${NONE}`,
  ]).flat();
  expect(story(steps)).toEqual(told);
});
