import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';
import type { Config } from '#lib/base/schema.ts';
import { LogWorld, STILL, type LogRows } from '#lib/world/log-world.ts';

/** A step of a machine while the log ran. */
export interface LogStep {
  readonly atMs: number;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What became of one row. */
export interface LogDecision {
  readonly row: number;
  readonly atMs: number;
  /** Whether it reached the callee. */
  readonly permitted: boolean;
  /** What its caller saw; 'still waiting' when the log ended before it did. */
  readonly outcome: string;
  /** The finer reason of a refusal. */
  readonly reason?: string;
  readonly tries: number;
  readonly host?: number;
  readonly waitedMs?: number;
}

export interface LogReport {
  readonly policy: string;
  readonly rows: number;
  readonly permitted: number;
  readonly refused: number;
  /** Tries that reached the callee, over rows. */
  readonly triesPerRow: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly steps: readonly LogStep[];
  readonly decisions: readonly LogDecision[];
}

/** Runs a log through a chain to its very end: an hour after the last arrival nothing is under way. */
export function logReport(
  policy: string,
  log: ArrivalsLog,
  config: Config,
  hosts: number,
  epochMs: number,
): LogReport {
  const steps: LogStep[] = [];
  const world: LogWorld = new LogWorld(
    log,
    { config, hosts, epochMs },
    {
      wantsHops: false,
      hop: () => undefined,
      ended: () => undefined,
      transition(atMicros, chart, subject, from, to, _event, rule, a, b) {
        const { options, table } = world.sim.charts[chart];
        const reason = options.rules[rule].replace('{a}', String(a)).replace('{b}', String(b));
        const names = { subject: options.subjects[subject], from: table.states[from], to: table.states[to] };
        steps.push({ atMs: atMicros / 1_000, ...names, reason });
      },
    },
  );
  while (!world.run(world.lastMicros + HOUR_MICROS) && !isOver(world.rows)) continue;
  const decisions = decisionsIn(log, world);
  const permitted = decisions.filter((each) => each.permitted).length;
  const outcomes: Record<string, number> = {};
  for (const { outcome } of decisions) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const tries = decisions.reduce((sum, each) => sum + each.tries, 0);
  const rows = decisions.length;
  return {
    policy,
    rows,
    permitted,
    refused: rows - permitted,
    triesPerRow: rows === 0 ? 0 : tries / rows,
    outcomes,
    steps: steps.filter(({ atMs }) => atMs * 1_000 <= world.lastMicros),
    decisions,
  };
}

const HOUR_MICROS = 3_600_000_001;

function isOver({ outcome }: LogRows): boolean {
  return !outcome.includes(STILL);
}

function decisionsIn(log: ArrivalsLog, { rows, sim }: LogWorld): LogDecision[] {
  return Array.from(log.atMs, (atMs, row): LogDecision => {
    const { outcome, reason, tries, host, waitedMs } = rows;
    const permitted = tries[row] > 0;
    const code = outcome[row];
    const told = code === STILL ? 'still waiting' : sim.reasons.names[code];
    const why = sim.reasons.names[reason[row]];
    return {
      row: row + 1,
      atMs,
      permitted,
      outcome: told,
      ...(why !== told && code !== STILL ? { reason: why } : {}),
      tries: tries[row],
      ...(permitted ? { host: host[row] + 1, waitedMs: waitedMs[row] } : {}),
    };
  });
}
