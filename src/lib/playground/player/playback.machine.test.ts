import { describe, expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { initialTransition, transition, type EventFrom } from 'xstate';
import { playbackMachine } from './playback.machine.ts';

type Event = EventFrom<typeof playbackMachine>['type'];

function after(...events: Event[]) {
  let [snapshot] = initialTransition(playbackMachine);
  for (const type of events) [snapshot] = transition(playbackMachine, snapshot, { type });
  return snapshot.value;
}

test('every state can be reached', () => {
  const states = getShortestPaths(playbackMachine).map(({ state }) => state.value);
  expect(new Set(states)).toEqual(new Set(Object.keys(playbackMachine.states)));
});

describe('paths', () => {
  test.each<[string, Event[], string]>([
    ['a run opened at rest waits for its playhead, then rests', ['open', 'opened', 'caught up'], 'paused'],
    ['a run opened to play waits, then plays', ['open to play', 'opened', 'caught up'], 'playing'],
    ['play while opening is remembered', ['open', 'play', 'opened'], 'waiting'],
    ['pause while opening is remembered', ['open to play', 'pause', 'opened'], 'seeking'],
    ['playing without a head waits', ['open', 'opened', 'caught up', 'play', 'fell behind'], 'waiting'],
    ['pausing while waiting still gets there', ['open to play', 'opened', 'pause'], 'seeking'],
    ['running ends at rest', ['open', 'opened', 'caught up', 'run until met', 'met'], 'paused'],
    ['a failed run does not play', ['open', 'opened', 'fail', 'play'], 'failed'],
    ['a mended run looks for its playhead', ['open', 'opened', 'fail', 'mended'], 'seeking'],
    ['a failed run can be opened anew', ['open', 'fail', 'open'], 'opening'],
  ])('%s', (_claim, events, state) => {
    expect(after(...events)).toBe(state);
  });

  test('nothing plays before a run is opened', () => {
    expect(after('play')).toBe('idle');
  });
});

test('the machine has modes and events only', () => {
  const text = JSON.stringify(playbackMachine.config);
  for (const word of ['context', 'guard', 'actions', 'after', 'invoke'])
    expect(text).not.toContain(`"${word}"`);
});
