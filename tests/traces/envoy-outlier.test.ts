import { expect, test } from 'vitest';
import type { Decision, RecordedEvent } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/ejecting/envoy-outlier/replay.ts';
import recordings from './breakers.json' with { type: 'json' };

/** Derived line by line from Envoy's source and its tests: results of hosts, and which of them are ejected when. */
interface Case {
  readonly id: string;
  readonly title: string;
  readonly mechanism: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly events: readonly RecordedEvent[];
  readonly expected: readonly Decision[];
}

const mine = (recordings as readonly Case[]).filter(({ mechanism }) => mechanism === 'envoy-outlier');

test('there are recordings of Envoy’s outlier detection', () => {
  expect(mine.length).toBe(6);
});

test.each(mine)('$id: $title', ({ id, mechanism, config, events, expected }) => {
  const { decisions } = replays['envoy-outlier']({ id, mechanism, config, events, expected });
  expect(decisions).toEqual(expected);
});
