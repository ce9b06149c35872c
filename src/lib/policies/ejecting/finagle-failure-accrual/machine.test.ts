import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy, type FailureAccrualConfig } from './policy.ts';

/** The facts: alive, dead, probe open, probe closed; the first result decides the probe. */
const TRANSITIONS = [
  ['alive', 'failures in a row', 'dead'],
  ['alive', 'rate too low', 'dead'],
  ['dead', 'time over', 'probe open'],
  ['dead', 'forgotten', 'alive'],
  ['probe open', 'probe sent', 'probe closed'],
  ['probe open', 'forgotten', 'alive'],
  ['probe closed', 'probe succeeded', 'alive'],
  ['probe closed', 'failures in a row', 'dead'],
  ['probe closed', 'rate too low', 'dead'],
  ['probe closed', 'probe unclear', 'probe open'],
  ['probe closed', 'forgotten', 'alive'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

function ejectorOf(hosts: number, config: Partial<FailureAccrualConfig> = {}, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const settings = { ...(defaultsOf(policy.fields) as FailureAccrualConfig), ...config };
  const ejector = create(lone.build(settings), lone.endpoints);
  ejector.reset();
  const begin = (host: number) => {
    const call = lone.send(lone.call(), host);
    ejector.began!(call);
    return call;
  };
  const calls = (host: number, outcome: number, count: number) => {
    for (let i = 0; i < count; i++) lone.end(begin(host), outcome, ejector);
  };
  return { lone, ejector, begin, calls };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const { lone, ejector, begin, calls } = ejectorOf(2);
  let probe = -1;
  const deeds: Readonly<Record<string, (isProbe: boolean) => void>> = {
    'failures in a row'(isProbe) {
      if (isProbe) lone.end(probe, ERROR, ejector);
      else calls(0, ERROR, 5);
    },
    'rate too low'(isProbe) {
      if (isProbe) {
        lone.end(probe, ERROR, ejector);
        return;
      }
      calls(0, OK, 1);
      lone.wait(30e6);
      // A success at the same moment ends the run of failures, but weighs nothing in the average.
      for (let i = 0; i < 6 && lone.steps.length === 0; i++) {
        lone.wait(5e6);
        calls(0, ERROR, 1);
        if (lone.steps.length === 0) calls(0, OK, 1);
      }
    },
    'time over': () => lone.wait(10e6),
    'probe sent'() {
      probe = begin(0);
    },
    'probe succeeded': () => lone.end(probe, OK, ejector),
    'probe unclear': () => lone.end(probe, CANCELLED, ejector),
    forgotten: () => ejector.reset(),
  };
  const path = [...events];
  const last = path.at(-1)!;
  // To fail a probe for its average it must have been marked dead for that.
  if (path.length > 1 && last === 'rate too low') path[0] = last;
  path.forEach((event, at) => {
    deeds[event](at > 0);
    expect(lone.steps.length).toBeGreaterThan(at);
  });
  expect(lone.steps.map(({ event }) => event)).toEqual(path);
  expect(lone.steps.at(-1)!.to).toBe(ends);
  expect(lone.endpoints.count).toBe(ends === 'dead' || ends === 'probe closed' ? 1 : 2);
});

const SEEDS = [11, 22, 33, 44, 55, 66, 77, 88];
test.each(SEEDS)('each time in a row it is dead for longer, from 5–10 s to 300 s, by seed %i', (seed) => {
  const { lone, calls } = ejectorOf(2, {}, seed);
  calls(0, ERROR, 5);
  for (let round = 0; round < 8; round++) {
    lone.wait(300e6);
    calls(0, ERROR, 1);
  }
  const at = (event: string) => lone.steps.filter((step) => step.event === event).map((step) => step.at);
  const dead = at('failures in a row');
  const times = at('time over').map((over, i) => over - dead[i]);
  times.forEach((time, round) => {
    const half = Math.min(300, 5 * 2 ** round);
    expect(time).toBeGreaterThanOrEqual(half - 1e-3);
    expect(time).toBeLessThanOrEqual(Math.min(300, 2 * half) + 1e-3);
  });
  expect(times.length).toBe(8);
});

test('an endpoint younger than the window, or with few calls, is not judged by its average', () => {
  const young = ejectorOf(2);
  for (let i = 0; i < 20; i++) {
    young.calls(0, ERROR, 4);
    young.calls(0, OK, 1);
  }
  expect(young.lone.steps).toEqual([]);
  const idle = ejectorOf(2);
  idle.lone.wait(40e6);
  idle.calls(0, ERROR, 4);
  expect(idle.lone.steps).toEqual([]);
});

test('while one probes, the others’ results decide as well', () => {
  const { lone, begin, ejector, calls } = ejectorOf(2);
  const early = begin(0);
  calls(0, ERROR, 5);
  lone.wait(10e6);
  begin(0);
  lone.end(early, OK, ejector);
  expect(lone.steps.at(-1)!.event).toBe('probe succeeded');
});

test('with every endpoint dead, calls go to all of them', () => {
  const { lone, calls, ejector } = ejectorOf(3);
  for (let host = 0; host < 3; host++) calls(host, ERROR, 5);
  expect([lone.endpoints.count, lone.endpoints.panicking]).toEqual([3, true]);
  expect(ejector.explain().length).toBe(2);
});
