import { ProblemError, type Problem } from '#lib/base/problem.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import { PartMissing } from '#lib/policies/load-policies.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Run, type Clock } from './run.ts';

/** Wall time that one look may take for each of its two worlds, in ms: short enough to feel at once. */
const BUDGET_MS = 12;

export interface ReceptionOptions {
  /** Loads what a scenario is made of. @throws PartMissing */
  load(scenario: Scenario): Promise<void>;
  post(message: FromWorker): void;
  readonly clock: Clock;
}

/**
 * The worker's end of the protocol. What comes while a scenario's parts are being loaded waits, and everything is taken in
 * the order in which it came.
 */
export class Reception {
  private current: { readonly number: number; readonly run: Run } | null = null;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReceptionOptions) {}

  /** Resolves when this and all before it has been dealt with. Never rejects. */
  receive(message: ToWorker): Promise<void> {
    this.turn = this.turn.then(() => this.take(message)).catch((error: unknown) => this.tell(message, error));
    return this.turn;
  }

  private async take(message: ToWorker): Promise<void> {
    const { load, post, clock } = this.options;
    if (message.type === 'open') {
      this.current = null;
      await load(message.scenario);
      const run = new Run(message.scenario, clock);
      this.current = { number: message.run, run };
      post({ type: 'opened', run: message.run, plan: run.plan });
    } else if (this.current?.number === message.run) {
      if (message.type === 'script') this.current.run.setScript(message.fromMicros, message.script);
      else post(this.current.run.look(message, BUDGET_MS));
    }
  }

  private tell({ run }: ToWorker, error: unknown): void {
    const { post } = this.options;
    if (error instanceof ProblemError) post({ type: 'refused', run, problems: error.problems });
    else if (error instanceof PartMissing) post({ type: 'lost', run, message: error.message });
    else post({ type: 'stopped', run, problem: problemOf(error) });
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineLimit) return { code: error.code, at: '', params: error.params };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'engine-fault', at: '', params: { message } };
}
