import { MICROS_PER_S } from '#lib/base/time.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';

/** How it is with whoever stands, or stood, at an address. */
export interface Life {
  /** Of its life machine: 'up', 'down', 'absent' …; 'up' where there is none. */
  readonly state: string;
  /** The event that took it out of service: 'crashed', 'exited', 'hung' …; null while it serves, or if it never did. */
  readonly event: string | null;
  /** How long ago that was. */
  readonly seconds: number;
}

const SERVING: ReadonlySet<string> = new Set(['up', 'starting']);

export function lifeAt({ plan, transitions }: RunRecord, host: number, micros: number): Life {
  const { node } = plan.hosts[host];
  const { id, firstHost } = plan.nodes[node];
  const place = plan.charts.findIndex(({ owner, concern }) => owner === id && concern === 'life');
  const subject = host - firstHost;
  if (place < 0 || subject >= plan.charts[place].subjects.length)
    return { state: 'up', event: null, seconds: 0 };
  const { states, events } = plan.charts[place];
  const state = states[transitions.stateAt(micros, place, subject)];
  if (SERVING.has(state)) return { state, event: null, seconds: 0 };
  // An address may be given up long after its instance died: what counts is when that was.
  let left: TransitionRecord | null = null;
  for (const step of transitions.backwards(micros, place, subject)) {
    left = step;
    if (SERVING.has(states[step.from])) break;
  }
  if (left === null) return { state, event: null, seconds: 0 };
  return { state, event: events[left.event], seconds: (micros - left.atMicros) / MICROS_PER_S };
}
