import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './fixed-window/behaviour.ts';
import { policy } from './fixed-window/policy.ts';

function once(config: object) {
  const lone = new LoneGate(create, { ...defaultsOf(policy.fields), limit: 1, ...config });
  return { lone, letIn: (client: number, path: number) => lone.admit(client, path) !== NONE };
}

describe('a limit of one request', () => {
  test.each([
    ['global', [true, false, false, false]],
    ['client', [true, false, true, false]],
    ['route', [true, true, false, false]],
    ['client-and-route', [true, true, true, true]],
  ])('for %s', (key, expected) => {
    const { letIn } = once({ key });
    const all = [letIn(0, 0), letIn(0, 1), letIn(1, 0), letIn(1, 1)];
    expect(all).toEqual(expected);
    expect([letIn(0, 0), letIn(1, 1)]).toEqual([false, false]);
  });

  test('forgets the key seen longest ago when one more comes than fits in', () => {
    const { lone, letIn } = once({ key: 'client', maxKeys: 2 });
    expect([letIn(1, 0), letIn(2, 0), letIn(1, 0), letIn(3, 0)]).toEqual([true, true, false, true]);
    expect([letIn(1, 0), letIn(2, 0)]).toEqual([false, true]);
    expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'dropped', value: 2 }));
  });

  test('tells who has used most', () => {
    const { lone, letIn } = once({ key: 'client-and-route', limit: 5 });
    for (const client of [1, 2, 2, 2, 1]) letIn(client, 0);
    const keys = lone.gate.explain().find(({ key }) => key === 'keys')!;
    expect(keys).toMatchObject({ value: 2, of: 256 });
    expect(keys.bars).toEqual([
      { label: 'client 2 /', value: 3, of: 5 },
      { label: 'client 1 /', value: 2, of: 5 },
    ]);
  });
});
