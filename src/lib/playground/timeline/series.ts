import { healthOf, type Health } from '#lib/charts/health/geometry.ts';
import type { RatePoint } from '#lib/charts/throughput/geometry.ts';
import type { Stretch } from '#lib/charts/lanes/geometry.ts';
import { toneOf, type Tone } from '#lib/charts/statechart/tone.ts';
import { SAMPLE_MICROS } from '#lib/runner/protocol.ts';
import { isAbsent } from '#lib/playground/record/absent.ts';
import { FAMILIES, type Record } from '#lib/playground/record/record.ts';

/** How each stretch of `cellMicros` went, up to the one that holds `untilMicros`. */
export function healthSeries(record: Record, cellMicros: number, untilMicros: number): Health[] {
  const cells: Health[] = [];
  for (let from = 0; from < untilMicros; from += cellMicros) {
    cells.push(healthOf(record.familyCounts(from, Math.min(from + cellMicros, untilMicros))));
  }
  return cells;
}

/** Requests a second by family up to `untilMicros`, in about `points` stretches of whole samples over `spanMicros`. */
export function rateSeries(
  record: Record,
  spanMicros: number,
  untilMicros: number,
  points = 120,
): RatePoint[] {
  const step = Math.max(1, Math.round(spanMicros / points / SAMPLE_MICROS)) * SAMPLE_MICROS;
  const series: RatePoint[] = [];
  for (let from = 0; from + step <= untilMicros; from += step) {
    const rates = record.familyCounts(from, from + step);
    for (const family of FAMILIES) rates[family] *= 1_000_000 / step;
    // The first stretch also tells how the line begins.
    if (from === 0) series.push({ atMicros: 0, ...rates });
    series.push({ atMicros: from + step, ...rates });
  }
  return series;
}

export interface LaneSeries {
  readonly key: string;
  readonly name: string;
  readonly owner: string;
  /** The state's name at `untilMicros`. */
  readonly state: string;
  readonly stretches: readonly Stretch<Tone>[];
}

/** So many breakers that never moved still have a lane: of many more there is nothing to see. */
const CALM_LANES = 6;

/** A strip for each breaker that moved before `untilMicros` and for the first few others; `calm` have none. */
export function breakerLanes(
  record: Record,
  untilMicros: number,
  nowMicros: number,
): { lanes: LaneSeries[]; calm: number } {
  const lanes: LaneSeries[] = [];
  let calm = 0;
  record.plan.charts.forEach((chart, index) => {
    if (chart.concern !== 'breaker') return;
    chart.subjects.forEach((subject, place) => {
      if (isAbsent(record, index, place, untilMicros)) return;
      const moved = record.transitions.lastOf(untilMicros, index, place) !== null;
      if (!moved && ++calm > CALM_LANES) return;
      const stretches = record.transitions.intervals(0, untilMicros, index, place);
      lanes.push({
        key: `${chart.id}/${place}`,
        name: laneName(record, chart.owner, chart.subjects.length > 1 ? subject : ''),
        owner: chart.owner,
        state: chart.states[record.transitions.stateAt(nowMicros, index, place)],
        stretches: stretches.map(({ fromMicros, toMicros, state }) => ({
          fromMicros,
          toMicros,
          state: toneOf(chart.states[state]),
        })),
      });
    });
  });
  return { lanes, calm: Math.max(0, calm - CALM_LANES) };
}

/** As short as it can be: the callee's name, with the caller's where two call the same. */
function laneName({ plan }: Record, owner: string, subject: string): string {
  const edge = plan.edges.find(({ id }) => id === owner);
  if (subject !== '' || !edge) return subject || (plan.nodes.find(({ id }) => id === owner)?.label ?? owner);
  const to = plan.nodes[edge.to].label;
  const guards = plan.edges.filter(
    (other) =>
      other.to === edge.to &&
      plan.charts.some((chart) => chart.owner === other.id && chart.concern === 'breaker'),
  );
  return guards.length > 1 ? `${plan.nodes[edge.from].label} → ${to}` : to;
}
