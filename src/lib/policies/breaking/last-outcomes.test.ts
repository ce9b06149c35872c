import { expect, test } from 'vitest';
import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import '#lib/policies/all-behaviours.ts';
import { breakers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';

const MARKS = { ok: OK, failed: ERROR, ignored: CANCELLED } as const;
type Mark = keyof typeof MARKS;

function ringAfter(policy: string, marks: readonly Mark[]): unknown {
  const fields = policies.find((each) => each.family === 'breaking' && each.policy === policy)!.fields;
  // gobreaker ignores nothing of itself.
  const cancelled = policy === 'gobreaker' ? { isExcluded: [{ on: 'cancelled' }] } : {};
  const lone = new LoneGate(breakers.get(policy)!, { ...defaultsOf(fields), ...cancelled });
  for (const mark of marks) lone.end(lone.admit(), MARKS[mark]);
  return lone.gate.explain().find(({ ring }) => ring !== undefined)?.ring;
}

test.each(['course', 'naive', 'stuck-open', 'flapping', 'gobreaker'])(
  '%s shows its last twenty results, oldest first',
  (policy) => {
    const few: Mark[] = ['ok', 'failed', 'ignored'];
    expect(ringAfter(policy, [])).toEqual([]);
    expect(ringAfter(policy, few)).toEqual(few);
    const many = Array.from({ length: 67 }, (_, i): Mark => (i % 3 === 0 ? 'failed' : 'ok'));
    expect(ringAfter(policy, many)).toEqual(many.slice(-20));
  },
);

test('Resilience4j shows the calls of its own window, of which cancelled ones are none', () => {
  expect(ringAfter('resilience4j', ['ok', 'failed', 'ignored', 'ok'])).toEqual(['ok', 'failed', 'ok']);
  const many = Array.from({ length: 130 }, (_, i): Mark => (i % 7 === 0 ? 'failed' : 'ok'));
  expect(ringAfter('resilience4j', many)).toEqual(many.slice(-100));
});
