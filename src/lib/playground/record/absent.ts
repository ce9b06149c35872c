import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import type { Record as RunRecord } from './record.ts';

/**
 * Whether nobody stands where a chart has a subject: callers and callees keep room for as many instances as a deployment
 * or a scaler may start, and most never come. Who moved once is not passed over any more.
 */
export function isAbsent(record: RunRecord, chart: number, subject: number, micros: number): boolean {
  const { plan, transitions } = record;
  if (transitions.lastOf(micros, chart, subject) !== null) return false;
  const life = livesOf(plan, plan.charts[chart])[subject];
  if (life === null) return false;
  return plan.charts[life.chart].states[transitions.stateAt(micros, life.chart, life.subject)] === 'absent';
}

interface LifeOf {
  readonly chart: number;
  readonly subject: number;
}

/** A plan never changes, and this is asked ten times a second. */
const known = new WeakMap<PlanChart, readonly (LifeOf | null)[]>();

/** Where the life of each subject of a chart is told: of the instance that it is called after; null: of none. */
function livesOf(plan: Plan, chart: PlanChart): readonly (LifeOf | null)[] {
  const before = known.get(chart);
  if (before !== undefined) return before;
  const hosts = new Map(plan.hosts.flatMap((host) => [host.label, host.address].map((name) => [name, host])));
  const lives = chart.subjects.map((subject) => {
    const host = hosts.get(subject.split(' for ')[0]);
    if (host === undefined) return null;
    const { id, firstHost } = plan.nodes[host.node];
    const life = plan.charts.findIndex(({ owner, concern }) => owner === id && concern === 'life');
    return life < 0 ? null : { chart: life, subject: plan.hosts.indexOf(host) - firstHost };
  });
  known.set(chart, lives);
  return lives;
}
