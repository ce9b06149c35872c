import { assert } from '#lib/base/assert.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer, Checker, Ejector, Fork, Gate, Scaler } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Budget } from './budgeting/contract.ts';
import type { PolicyFamily } from './definition.ts';
import type { MechanismAtWork } from './discovering/contract.ts';

export type CreateGate = (build: Build<never>) => Gate;
/** `budget`: that of the retries on the same way, for who limits them too. */
export type CreateBreaker = (build: Build<never>, budget?: Budget | null) => Gate;
export type CreateFork = (build: Build<never>, budget: Budget | null) => Fork;
export type CreateBudget = (build: Build<never>) => Budget;
export type CreateBalancer = (build: Build<never>, endpoints: Endpoints) => Balancer;
export type CreateEjector = (build: Build<never>, endpoints: Endpoints) => Ejector;
export type CreateScaler = (build: Build<never>) => Scaler;
export type CreateChecker = (build: Build<never>, endpoints: Endpoints) => Checker;
/** What a `behaviour.ts` exports: which of them, and what it takes, is its family's. */
export type PolicyBehaviour = { readonly create: unknown } | { readonly mechanism: unknown };

/**
 * Policies at work, by name. They come as their definitions do (see `policies.ts`): all of them with `all-behaviours.ts`, for
 * the command line, or by name with `load-policies.ts`, for the workers.
 */
export const breakers: ReadonlyMap<string, CreateBreaker> = new Map();
export const limiters: ReadonlyMap<string, CreateGate> = new Map();
export const isolators: ReadonlyMap<string, CreateGate> = new Map();
export const retries: ReadonlyMap<string, CreateFork> = new Map();
export const budgets: ReadonlyMap<string, CreateBudget> = new Map();
export const balancers: ReadonlyMap<string, CreateBalancer> = new Map();
export const ejectors: ReadonlyMap<string, CreateEjector> = new Map();
export const checkers: ReadonlyMap<string, CreateChecker> = new Map();
export const scalers: ReadonlyMap<string, CreateScaler> = new Map();
const mechanisms: ReadonlyMap<string, MechanismAtWork> = new Map();

const byFamily: Readonly<Record<PolicyFamily, ReadonlyMap<string, unknown>>> = {
  breaking: breakers,
  limiting: limiters,
  isolating: isolators,
  retrying: retries,
  budgeting: budgets,
  balancing: balancers,
  ejecting: ejectors,
  checking: checkers,
  scaling: scalers,
  discovering: mechanisms,
};

/** What makes the chosen policy; undefined for none. One that was not loaded must never pass for none. */
export function chosenOf<Create>(family: ReadonlyMap<string, Create>, is: string): Create | undefined {
  const create = family.get(is);
  assert(create !== undefined || is === 'none', `the behaviour of ${is} is loaded`);
  return create;
}

/** A discovery mechanism at work, by its name. */
export function mechanismAtWork(name: string): MechanismAtWork {
  const mechanism = mechanisms.get(name);
  assert(mechanism !== undefined, `the behaviour of the mechanism ${name} is loaded`);
  return mechanism;
}

/** Takes in what was loaded, by the path of its file from here. */
export function learnBehaviours(found: Readonly<Record<string, PolicyBehaviour>>): void {
  for (const [file, behaviour] of Object.entries(found)) {
    const [, family, policy] = file.split('/');
    const creates = byFamily[family as PolicyFamily] as Map<string, unknown>;
    creates.set(policy, 'create' in behaviour ? behaviour.create : behaviour.mechanism);
  }
}
