/** In which of the page's colours a state is lit; each is a custom property. */
export type Tone = 'ok' | 'fail' | 'refuse' | 'late' | 'beat' | 'accent';

/**
 * The states that machines of this house share a meaning of: all is well, it is over, it is being tried again.
 * A state with a name of its own gets the accent colour; nothing depends on colour alone, the name is written.
 */
export function toneOf(state: string): Tone {
  return tones[state] ?? 'accent';
}

const tones: Readonly<Record<string, Tone>> = {
  closed: 'ok',
  'half-open': 'refuse',
  open: 'fail',
  up: 'ok',
  starting: 'refuse',
  hung: 'late',
  stopping: 'refuse',
  down: 'fail',
  live: 'ok',
  registered: 'ok',
  renewed: 'ok',
  passing: 'ok',
  published: 'ok',
  unhealthy: 'fail',
  'no record': 'beat',
  terminating: 'refuse',
  'node lost': 'fail',
  alive: 'ok',
  suspect: 'refuse',
  failed: 'fail',
  ready: 'ok',
  warning: 'refuse',
  critical: 'fail',
  expired: 'fail',
  'not ready': 'fail',
  late: 'refuse',
  absent: 'beat',
  serving: 'ok',
};
