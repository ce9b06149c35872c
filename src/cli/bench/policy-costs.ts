import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { policies } from '#lib/policies/policies.ts';
import { bytesAllocated } from './allocation.ts';
import { median } from './compare.ts';
import { LonePolicy } from './lone-policy.ts';

/** What a decision of a policy costs: enter and leave, pick and ended, open and answered. */
export interface PolicyCost {
  readonly policy: string;
  readonly nsPerDecision: number;
  readonly bytesPerDecision: number;
}

const RUNS = 5;
/** A decision that allocates less than this is good enough not to be tried again. */
const FEW_BYTES = 1;

/** Every policy in the house with its default settings, by family and name. */
export async function policyCosts(decisions: number): Promise<readonly PolicyCost[]> {
  const idle = new LonePolicy(null);
  // What the policies have in common is compiled with the first of them, which is therefore tried twice.
  const sorted = [...policies].sort((a, b) => a.family.localeCompare(b.family));
  await costOf(sorted[0], idle, decisions);
  const costs: PolicyCost[] = [];
  for (const policy of sorted) {
    costs.push(await costOf(policy, idle, decisions));
  }
  return costs;
}

async function costOf(policy: PolicyDefinition, idle: LonePolicy, decisions: number): Promise<PolicyCost> {
  const lone = new LonePolicy(policy);
  const bytesPerDecision = await bytesOf(lone, decisions);
  // In turn with what the bench costs without a policy, so that a noisy moment falls on both.
  const seconds = Array.from({ length: RUNS }, () => secondsOf(lone, decisions) - secondsOf(idle, decisions));
  return {
    policy: `${policy.family}/${policy.policy}`,
    nsPerDecision: Math.max(0, median(seconds) * 1e9) / decisions,
    bytesPerDecision,
  };
}

/** What one decision allocates once the policy is warm. */
export function bytesPerDecision(policy: PolicyDefinition, decisions: number): Promise<number> {
  return bytesOf(new LonePolicy(policy), decisions);
}

/** The least of some runs: until V8 has compiled a policy to the end it boxes doubles, on a busy machine for long. */
async function bytesOf(lone: LonePolicy, decisions: number): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < RUNS && least > FEW_BYTES * decisions; run++) {
    lone.run(decisions);
    least = Math.min(least, await bytesAllocated(() => lone.run(decisions)));
  }
  return least / decisions;
}

/** Of the processor, not of the clock: a busy machine hardly shows. */
function secondsOf(lone: LonePolicy, decisions: number): number {
  const before = process.cpuUsage();
  lone.run(decisions);
  return process.cpuUsage(before).user / 1e6;
}
