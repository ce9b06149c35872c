import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';
import type { Config } from '#lib/base/schema.ts';
import { runLog, type LogRun, type LogStep } from '#lib/world/log-run.ts';
import { STILL } from '#lib/world/log-world.ts';

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

/** What a chain would have done with a log. */
export function logReport(
  policy: string,
  log: ArrivalsLog,
  config: Config,
  hosts: number,
  epochMs: number,
): LogReport {
  const run = runLog(log, { config, hosts, epochMs });
  const decisions = decisionsIn(log, run);
  const permitted = decisions.filter((each) => each.permitted).length;
  const outcomes: Record<string, number> = {};
  for (const { outcome } of decisions) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const tries = decisions.reduce((sum, each) => sum + each.tries, 0);
  const rows = decisions.length;
  const triesPerRow = rows === 0 ? 0 : tries / rows;
  return {
    policy,
    rows,
    permitted,
    refused: rows - permitted,
    triesPerRow,
    outcomes,
    steps: run.steps,
    decisions,
  };
}

function decisionsIn(log: ArrivalsLog, { rows, reasons }: LogRun): LogDecision[] {
  return Array.from(log.atMs, (atMs, row): LogDecision => {
    const { outcome, reason, tries, host, waitedMs } = rows;
    const permitted = tries[row] > 0;
    const code = outcome[row];
    const told = code === STILL ? 'still waiting' : reasons[code];
    const why = reasons[reason[row]];
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
