import { ERROR, OK } from '#lib/base/outcomes.ts';
import type { Variant } from '#lib/base/schema.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, QUEUED } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import {
  balancers,
  breakers,
  budgets,
  checkers,
  ejectors,
  isolators,
  limiters,
  retries,
  type CreateGate,
} from '#lib/policies/behaviours.ts';
import type { PolicyDefinition, CallFamily } from '#lib/policies/definition.ts';

/** What a policy is tried with: a clock, hosts that are not there, and one call. */
export interface Stand {
  readonly sim: Simulation;
  readonly endpoints: Endpoints;
  readonly call: Frame;
  /** A try of the call, for those that retry. */
  readonly attempt: Frame;
  readonly build: Build<Variant>;
}

/** All that one call asks of a policy, from its coming to its end. */
type Decision = (failed: boolean) => void;

/** What a policy has to decide for each call: enter and leave, pick and ended, … */
export function decisionOf({ family, policy }: PolicyDefinition, stand: Stand): Decision {
  return families[family](policy, stand);
}

const families: Readonly<Record<CallFamily, (policy: string, stand: Stand) => Decision>> = {
  breaking: (policy, stand) => passing(breakers, policy, stand),
  limiting: (policy, stand) => passing(limiters, policy, stand),
  isolating: (policy, stand) => passing(isolators, policy, stand),
  balancing(policy, stand) {
    const { sim, call } = stand;
    const balancer = balancers.get(policy)!(stand.build as never, stand.endpoints);
    balancer.reset();
    return (failed) => {
      const host = balancer.pick(call);
      if (host === QUEUED) balancer.withdraw?.(call);
      if (host < 0) return;
      sim.frames.callee[call] = host;
      sim.frames.since[call >> 1] = sim.now;
      end(stand, failed);
      balancer.ended?.(call);
    };
  },
  ejecting(policy, stand) {
    const ejector = ejectors.get(policy)!(stand.build as never, stand.endpoints);
    ejector.reset();
    return (failed) => {
      sendToNext(stand);
      end(stand, failed);
      ejector.ended(stand.call);
    };
  },
  checking(policy, stand) {
    const checker = checkers.get(policy)!(stand.build as never, stand.endpoints);
    checker.reset();
    return (failed) => {
      const slot = sendToNext(stand);
      end(stand, failed);
      checker.ended?.(stand.call);
      checker.result(slot, failed ? ERROR : OK);
    };
  },
  retrying(policy, stand) {
    const { sim, call, attempt } = stand;
    const fork = retries.get(policy)!(stand.build as never, null);
    fork.reset();
    return (failed) => {
      fork.open(call);
      sim.frames.status[attempt] = sim.frames.reason[attempt] = failed ? ERROR : OK;
      fork.answered(call, attempt);
    };
  },
  budgeting(policy, stand) {
    const budget = budgets.get(policy)!(stand.build as never);
    budget.reset();
    return (failed) => {
      budget.began();
      budget.tryBegan();
      if (failed) budget.failed();
      else budget.succeeded();
      const again = failed && budget.mayRetry();
      budget.tryEnded();
      if (again) {
        budget.tryBegan();
        budget.succeeded();
        budget.retryEnded();
        budget.tryEnded();
      }
    };
  },
};

function passing(creates: ReadonlyMap<string, CreateGate>, policy: string, stand: Stand): Decision {
  const gate = creates.get(policy)!(stand.build as never);
  gate.reset();
  return (failed) => {
    const verdict = gate.enter(stand.call);
    if (verdict === PARK) gate.withdraw?.(stand.call);
    if (verdict !== GO) return;
    end(stand, failed);
    gate.leave(stand.call);
  };
}

function end({ sim, call }: Stand, failed: boolean): void {
  sim.frames.status[call] = sim.frames.reason[call] = failed ? ERROR : OK;
}

/** To each host in turn. */
function sendToNext({ sim, call, endpoints }: Stand): number {
  const slot = sim.frames.ordinal[call] % endpoints.room;
  sim.frames.callee[call] = slot;
  sim.frames.since[call >> 1] = sim.now;
  return slot;
}
