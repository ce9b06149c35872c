import { outcomes, type Outcome } from '#lib/base/outcomes.ts';
import { reasonText } from '#lib/base/reason.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Step, Summary } from '#lib/metrics/summary.ts';
import type { PlanEdge, PlanNode } from '#lib/scenario/plan.ts';
import type { World } from '#lib/world/world.ts';

/** What `run --json` prints. Times in milliseconds. Fields are added over time, and never renamed. */
export interface Report {
  readonly name: string;
  /** Equal digests: the same run, event for event. */
  readonly digest: string;
  readonly engine: number;
  readonly seed: number;
  readonly simulatedMs: number;
  readonly events: number;
  /** Requests that ended, by outcome: `ok`, and each other outcome that occurred. */
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** Of requests that were answered, errors included; null when none was. */
  readonly latencyMs: Readonly<Record<'mean' | 'p50' | 'p90' | 'p99', number | null>>;
  readonly nodes: readonly NodeReport[];
  readonly edges: readonly EdgeReport[];
  readonly transitions: readonly TransitionReport[];
  /** Requests that reached an address where no process was. */
  readonly ghostCalls: number;
  /** Answers that came after their caller had given up. */
  readonly lateAnswers: number;
}
export interface NodeReport {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  /** Requests begun, answered ok, answered otherwise. */
  readonly taken: number;
  readonly ok: number;
  readonly failed: number;
  readonly ghostCalls: number;
  readonly instances: readonly { label: string; address: string; ghostCalls: number }[];
}
export interface EdgeReport {
  readonly id: string;
  /** Ids of the nodes. */
  readonly from: string;
  readonly to: string;
  readonly carries: PlanEdge['contract'];
  /** Requests that left the caller, and those its own chain refused. */
  readonly sent: number;
  readonly refused: number;
  /** Tries beyond the first of a call. */
  readonly retried: number;
  readonly lateAnswers: number;
}
export interface TransitionReport {
  readonly atMs: number;
  /** 'e6/breaker/Gateway', 'n5/lease/Order-2'. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** A run so far, in numbers. */
export function reportOf({ sim, plan, layout }: World, summary: Summary, simulatedMicros: number): Report {
  const { scenario } = layout;
  const { counters } = sim;
  return {
    name: scenario.name,
    digest: sim.digest.text(),
    engine: scenario.engine,
    seed: scenario.seed,
    simulatedMs: simulatedMicros / MICROS_PER_MS,
    events: sim.events,
    outcomes: Object.fromEntries(
      outcomes
        .map(({ outcome }, code) => [outcome, counters.outcomes[code]] as const)
        .filter(([outcome, count]) => outcome === 'ok' || count > 0),
    ),
    latencyMs: {
      mean: ms(summary.latency.mean),
      p50: ms(summary.latency.quantile(0.5)),
      p90: ms(summary.latency.quantile(0.9)),
      p99: ms(summary.latency.quantile(0.99)),
    },
    nodes: plan.nodes.map((node, index): NodeReport => {
      const instances = instancesOf(node);
      return {
        id: node.id,
        label: node.label,
        kind: node.kind,
        taken: counters.taken[index],
        ok: counters.ok[index],
        failed: counters.bad[index],
        ghostCalls: instances.reduce((sum, instance) => sum + instance.ghostCalls, 0),
        instances,
      };
    }),
    edges: plan.edges.map(({ id, from, to, contract }, index): EdgeReport => {
      return {
        id,
        from: plan.nodes[from].id,
        to: plan.nodes[to].id,
        carries: contract,
        sent: counters.sent[index],
        refused: counters.refused[index],
        retried: counters.retried[index],
        lateAnswers: counters.late[index],
      };
    }),
    transitions: summary.steps.map(inWords),
    ghostCalls: counters.ghostCalls.reduce((sum, count) => sum + count, 0),
    lateAnswers: counters.late.reduce((sum, count) => sum + count, 0),
  };

  function instancesOf({ firstHost, hosts }: PlanNode): NodeReport['instances'] {
    return plan.hosts.slice(firstHost, firstHost + hosts).flatMap(({ label, address }, instance) => {
      const ghostCalls = counters.ghostCalls[firstHost + instance];
      // A spare address at which nobody stands, and which nobody calls, is not worth a line.
      if (sim.instances[firstHost + instance].life.absent && ghostCalls === 0) return [];
      return [{ label, address, ghostCalls }];
    });
  }

  function inWords({ atMicros, chart, subject, from, to, rule, a, b }: Step): TransitionReport {
    const { id, subjects, states, rules } = plan.charts[chart];
    return {
      atMs: atMicros / MICROS_PER_MS,
      subject: `${id}/${subjects[subject]}`,
      from: states[from],
      to: states[to],
      reason: reasonText(rules, { rule, a, b }),
    };
  }
}

function ms(micros: number): number | null {
  return Number.isNaN(micros) ? null : Math.round(micros) / MICROS_PER_MS;
}
