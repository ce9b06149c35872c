import { describe, expect, test } from 'vitest';
import { machine } from '#lib/policies/breaking/course/machine.ts';
import { machine as lease } from '#lib/policies/discovering/leased/machine.ts';
import { stepKey } from '#lib/charts/statechart/step-count.ts';
import { Record } from '#lib/playground/record/record.ts';
import type { PlanChart } from '#lib/scenario/plan.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';
import { Shadow, type Steps } from './shadow.ts';

const breaker: PlanChart = {
  id: 'e1/breaker',
  machine: 'course-breaker',
  owner: 'e1',
  concern: 'breaker',
  states: ['closed', 'open', 'half-open'],
  events: ['threshold reached', 'cooldown over', 'probe failed', 'probes succeeded'],
  rules: [],
  subjects: ['breaker', 'other'],
  initial: 0,
};
const story: TransitionRecord[] = [
  step(100, 0, 1, 0),
  step(110, 0, 1, 0, 1),
  step(200, 1, 2, 1),
  step(210, 2, 1, 2),
  step(300, 1, 2, 1),
  step(310, 2, 0, 3),
];

describe('a shadow', () => {
  test.each([
    [100, 'closed'],
    [101, 'open'],
    [205, 'half-open'],
    [211, 'open'],
    [1_000, 'closed'],
  ])('is at %i us in the state %s that the events lead to', (micros, state) => {
    const shadow = follower();
    shadow.follow(list(story), micros, breaker.states.indexOf(state));
    expect(shadow.state).toBe(state);
    expect(shadow.disagreement).toBeNull();
  });

  test('counts its own events only, and each by the state it left', () => {
    const shadow = follower();
    shadow.follow(list(story), 1_000, 0);
    expect(Object.fromEntries(shadow.counts)).toEqual({
      [stepKey('closed', 'threshold reached')]: 1,
      [stepKey('open', 'cooldown over')]: 2,
      [stepKey('half-open', 'probe failed')]: 1,
      [stepKey('half-open', 'probes succeeded')]: 1,
    });
    expect([shadow.previous, shadow.last]).toEqual(story.slice(-2));
  });

  test('going back gives what going forward to there gave', () => {
    const shadow = follower();
    shadow.follow(list(story), 1_000, 0);
    shadow.follow(list(story), 205, 2);
    expect([shadow.state, shadow.last, shadow.disagreement]).toEqual(['half-open', story[2], null]);
    expect(shadow.counts.get(stepKey('open', 'cooldown over'))).toBe(1);
  });

  test('begins anew when the record was cut and told differently', () => {
    const shadow = follower();
    shadow.follow(list(story), 205, 2);
    const other = [story[0], story[1], step(150, 1, 2, 1), step(160, 2, 0, 3)];
    shadow.follow(list(other), 205, 0);
    expect([shadow.state, shadow.disagreement]).toEqual(['closed', null]);
  });

  test('follows a record as the page keeps it', () => {
    const record = new Record({ nodes: [], hosts: [], edges: [], charts: [breaker] });
    record.transitions.append(story);
    const shadow = follower();
    shadow.follow(record.transitions, 205, 2);
    record.truncate(200);
    shadow.follow(record.transitions, 250, 1);
    expect([shadow.state, shadow.disagreement]).toEqual(['open', null]);
  });

  test('starts where the plan says, be it not where the machine starts', () => {
    const plan = { ...breaker, states: ['absent', 'live', 'late'], initial: 1 };
    expect(new Shadow(lease, plan, 0, 0).state).toBe('live');
  });
});

describe('a disagreement shows', () => {
  test('when an event leads elsewhere than the machine says', () => {
    const shadow = follower();
    shadow.follow(list([step(100, 0, 2, 0)]), 200, null);
    expect(shadow.disagreement).toEqual({ machine: 'open', engine: 'half-open', atMicros: 100 });
  });

  test('when an event came that the machine does not take in that state', () => {
    const shadow = follower();
    shadow.follow(list([step(100, 0, 1, 1)]), 200, null);
    expect(shadow.disagreement).toEqual({ machine: 'closed', engine: 'open', atMicros: 100 });
  });

  test("when the engine's view is of another state than all recorded steps lead to", () => {
    const shadow = follower();
    shadow.follow(list(story), 205, 0);
    expect(shadow.disagreement).toEqual({ machine: 'half-open', engine: 'closed', atMicros: 205 });
  });
});

function follower(): Shadow {
  return new Shadow(machine, breaker, 0, 0);
}

function step(atMicros: number, from: number, to: number, event: number, subject = 0): TransitionRecord {
  return { atMicros, chart: 0, subject, from, to, event, rule: 0, a: 0, b: 0 };
}

function list(records: readonly TransitionRecord[]): Steps {
  return {
    at: (index) => records[index],
    before: (micros) => records.filter((record) => record.atMicros < micros).length,
  };
}
