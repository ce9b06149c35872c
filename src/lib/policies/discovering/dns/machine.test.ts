import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { machine } from './machine.ts';

/** The facts: a record is written by whoever starts an instance, taken out when it says goodbye, and replaced with it. */
const TRANSITIONS = [
  ['absent', 'registered', 'published'],
  ['published', 'deregistered', 'absent'],
  ['published', 'replaced', 'absent'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const deeds: Readonly<Record<string, (seconds: number) => object>> = {
    registered: (seconds) => at(seconds, 'restart-instance', 's', {}, 0),
    deregistered: (seconds) => at(seconds, 'stop-instance', 's', {}, 0),
    replaced: (seconds) => at(seconds, 'replace-instance', 's', {}, 0),
  };
  const nodes = {
    r: ['registry', { mechanism: { is: 'dns' }, operationTime: exactly(0) }],
    s: ['service', { instances: 1, startSeconds: 1 }],
  } as const;
  const script = events.map((event, i) => deeds[event]((i + 1) * 10));
  const watched = new Watched(sketch(nodes, { 's>r': {} }, script as never)).run(100);
  const steps = watched.steps('r/record').filter(({ subject }) => subject === 's');
  expect(steps.at(-1)?.to ?? 'absent').toBe(ends);
  const words = { registered: 'written', deregistered: 'taken out', replaced: 'given up' };
  const whys = steps.map(({ why }) => why).slice(steps.length - events.length);
  events.forEach((event, i) => expect(whys[i]).toContain(words[event as keyof typeof words]));
});
