import { startOf, type Plan } from '#lib/scenario/plan.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';

export interface Interval {
  readonly fromMicros: number;
  readonly toMicros: number;
  /** State code. */
  readonly state: number;
}

/** Every step of every machine, in order, with a list for each subject beside it. */
export class Transitions {
  readonly #all: TransitionRecord[] = [];
  /** Per chart, per subject: that subject's own transitions. */
  readonly #own: TransitionRecord[][][];

  constructor(private readonly plan: Plan) {
    this.#own = plan.charts.map((chart) => chart.subjects.map(() => []));
  }

  get count(): number {
    return this.#all.length;
  }

  at(index: number): TransitionRecord {
    return this.#all[index];
  }

  append(records: readonly TransitionRecord[]): void {
    for (const record of records) {
      this.#all.push(record);
      this.#own[record.chart][record.subject].push(record);
    }
  }

  truncate(fromMicros: number): void {
    while (this.#all.length > 0 && this.#all[this.#all.length - 1].atMicros >= fromMicros) {
      const record = this.#all.pop();
      if (record) this.#own[record.chart][record.subject].pop();
    }
  }

  /** How many happened before `micros`; `chart` and `subject` narrow it to one subject's own. */
  before(micros: number): number {
    return before(this.#all, micros);
  }

  stateAt(micros: number, chart: number, subject: number): number {
    return this.lastOf(micros, chart, subject)?.to ?? startOf(this.plan.charts[chart], subject);
  }

  /** The subject's latest transition before `micros`. */
  lastOf(micros: number, chart: number, subject: number): TransitionRecord | null {
    const own = this.#own[chart][subject];
    return own[before(own, micros) - 1] ?? null;
  }

  /** The subject's transitions before `micros`, the latest first. */
  *backwards(micros: number, chart: number, subject: number): Iterable<TransitionRecord> {
    const own = this.#own[chart][subject];
    for (let i = before(own, micros) - 1; i >= 0; i--) yield own[i];
  }

  /** By event code: how often each event moved the subject before `micros`. */
  eventCounts(micros: number, chart: number, subject: number): number[] {
    const counts = this.plan.charts[chart].events.map(() => 0);
    const own = this.#own[chart][subject];
    for (let i = before(own, micros) - 1; i >= 0; i--) counts[own[i].event]++;
    return counts;
  }

  /** The states that the subject was in during [from, to), without gaps. */
  intervals(fromMicros: number, toMicros: number, chart: number, subject: number): Interval[] {
    const own = this.#own[chart][subject];
    const found: Interval[] = [];
    let since = fromMicros;
    let state = this.stateAt(fromMicros, chart, subject);
    for (let i = before(own, fromMicros); i < own.length && own[i].atMicros < toMicros; i++) {
      if (own[i].atMicros > since) found.push({ fromMicros: since, toMicros: own[i].atMicros, state });
      since = own[i].atMicros;
      state = own[i].to;
    }
    if (toMicros > since) found.push({ fromMicros: since, toMicros, state });
    return found;
  }
}

function before(records: readonly TransitionRecord[], micros: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (records[middle].atMicros < micros) low = middle + 1;
    else high = middle;
  }
  return low;
}
