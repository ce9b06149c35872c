import type { Plan } from '#lib/scenario/plan.ts';
import type { Transitions } from '#lib/playground/record/transitions.ts';
import { reason, subjectName } from './words.ts';

const WORTH_SAYING = ['breaker', 'lease', 'deployment'];
/** A reader needs time: no more often than this. */
export const ANNOUNCE_MS = 2_000;

/**
 * What a screen reader says of the transitions in [from, to): the latest breaker's or lease's, and how many more there
 * were; '' when there was none.
 */
export function announcement(
  plan: Plan,
  transitions: Transitions,
  fromMicros: number,
  toMicros: number,
  nameOf: (owner: string) => string,
): string {
  let said = '';
  let more = 0;
  for (let i = transitions.before(toMicros) - 1; i >= 0 && transitions.at(i).atMicros >= fromMicros; i--) {
    const transition = transitions.at(i);
    const chart = plan.charts[transition.chart];
    if (!WORTH_SAYING.includes(chart.concern)) continue;
    if (said !== '') {
      more++;
      continue;
    }
    const why = reason(chart, transition);
    said = `${subjectName(chart, transition.subject, nameOf)} is ${chart.states[transition.to]}`;
    if (why !== '') said += `: ${why}`;
  }
  return more > 0 ? `${said}. ${more} more before that.` : said;
}
