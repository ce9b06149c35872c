import { setup } from 'xstate';

/**
 * How the playhead behaves. *Wanted* is where it is asked to be; it never passes the head, the end of what the
 * worker has told. Playing falls behind into waiting when the head is not there yet; a seek beyond the head
 * rests in seeking until the head arrives.
 */
export const playbackMachine = setup({
  types: {
    events: {} as
      | { type: 'open' }
      | { type: 'open to play' }
      | { type: 'opened' }
      | { type: 'play' }
      | { type: 'pause' }
      | { type: 'run until met' }
      | { type: 'met' }
      | { type: 'fell behind' }
      | { type: 'caught up' }
      | { type: 'fail' }
      | { type: 'mended' },
  },
}).createMachine({
  id: 'playback',
  initial: 'idle',
  on: { open: '.opening', 'open to play': '.openingToPlay', fail: '.failed' },
  states: {
    idle: {},
    opening: { on: { opened: 'seeking', play: 'openingToPlay' } },
    openingToPlay: { on: { opened: 'waiting', pause: 'opening' } },
    paused: { on: { play: 'playing', 'run until met': 'running', 'fell behind': 'seeking' } },
    seeking: { on: { 'caught up': 'paused', play: 'waiting', 'run until met': 'running' } },
    playing: { on: { pause: 'paused', 'run until met': 'running', 'fell behind': 'waiting' } },
    waiting: { on: { 'caught up': 'playing', pause: 'seeking', 'run until met': 'running' } },
    running: { on: { met: 'paused', pause: 'paused', play: 'playing' } },
    failed: { on: { mended: 'seeking' } },
  },
});
