import { defaultsOf, type Fields } from '#lib/base/schema.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';

/** A lone gate of this family, for its tests: who came in and who was turned away, in order, and what it tells of itself. */
export class TriedGate {
  readonly lone: LoneGate;
  readonly admitted: Frame[] = [];
  readonly ended: { call: Frame; reason: string }[] = [];

  constructor(
    create: (build: Build<never>) => Gate,
    policy: { readonly fields: Fields },
    config: Readonly<Record<string, unknown>> = {},
  ) {
    this.lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...config });
    this.lone.onAdmitted = (call) => this.admitted.push(call);
    this.lone.onEnded = (call) => {
      const { frames, reasons } = this.lone.sim;
      this.ended.push({ call, reason: reasons.names[frames.reason[call]] });
    };
  }

  /** So many calls arrive; NONE for one that is refused at once. */
  arrive(count: number): Frame[] {
    return Array.from({ length: count }, () => this.lone.admit());
  }

  /** What becomes of so many calls that arrive now: g(oes), w(aits), r(efused). */
  fates(count: number): string {
    return this.arrive(count)
      .map((call) => (call === NONE ? 'r' : this.lone.isWaiting(call) ? 'w' : 'g'))
      .join('');
  }

  end(outcome: number, ...calls: Frame[]): void {
    for (const call of calls) this.lone.end(call, outcome);
  }

  /** Lets so many ms pass. */
  wait(ms: number): void {
    this.lone.wait(Math.round(ms * 1_000));
  }

  fact(key: string): number | string | undefined {
    return this.lone.gate.explain().find((fact) => fact.key === key)?.value;
  }
}
