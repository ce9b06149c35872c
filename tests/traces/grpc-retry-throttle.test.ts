import { expect, test } from 'vitest';
import type { Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/budgeting/grpc-throttling/replay.ts';
import cases from './breakers.json' with { type: 'json' };

/** Derived line by line from gRPC's proposal A6 and grpc-java's RetriableStream. */
const recorded = (cases as readonly (Recording & { title: string })[]).filter(
  ({ mechanism }) => mechanism === 'grpc-retry-throttle',
);

test('there is a recording of the throttle', () => {
  expect(recorded.length).toBe(1);
});

test.each(recorded)('$id: $title', (recording) => {
  expect(replays['grpc-retry-throttle'](recording).decisions).toEqual(recording.expected);
});
