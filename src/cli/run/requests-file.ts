import { closeSync, openSync, writeSync } from 'node:fs';
import { outcomes } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import { Summary } from '#lib/metrics/summary.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { Complaint } from '#cli/complaint.ts';

const LINES_A_WRITE = 4_096;

/**
 * A summary that also writes one line of JSON for each request that ended, in the order of ending:
 * `{"source":"Mobile app","ordinal":17,"startMs":61.2,"endMs":98.05,"outcome":"ok"}`.
 */
export class RequestsFile extends Summary {
  /** Names of sources; known once the world is built, before it runs. */
  plan: Plan | null = null;
  private readonly descriptor: number;
  private lines: string[] = [];

  /** @throws Complaint when the file cannot be written */
  constructor(
    private readonly name: string,
    path: string,
  ) {
    super();
    this.descriptor = this.attempt(() => openSync(path, 'w'));
  }

  override ended(
    atMicros: number,
    startMicros: number,
    outcome: number,
    source: number,
    ordinal: number,
  ): void {
    super.ended(atMicros, startMicros, outcome, source, ordinal);
    this.lines.push(
      JSON.stringify({
        source: this.plan?.hosts[source].label,
        ordinal,
        startMs: startMicros / MICROS_PER_MS,
        endMs: atMicros / MICROS_PER_MS,
        outcome: outcomes[outcome].outcome,
      }),
    );
    if (this.lines.length >= LINES_A_WRITE) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    if (this.lines.length === 0) return;
    this.attempt(() => writeSync(this.descriptor, `${this.lines.join('\n')}\n`));
    this.lines = [];
  }

  private attempt<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw new Complaint(`--requests: ${this.name} cannot be written: ${(error as Error).message}.`);
    }
  }
}
