import type { Build } from '#lib/engine/build.ts';
import type { Balancer, Checker, Ejector, Fork, Gate, Scaler } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { assert } from '#lib/base/assert.ts';
import type { Budget } from './budgeting/contract.ts';
import type { MechanismAtWork } from './discovering/contract.ts';

export type CreateGate = (build: Build<never>) => Gate;
export type CreateFork = (build: Build<never>, budget: Budget | null) => Fork;
export type CreateBudget = (build: Build<never>) => Budget;
export type CreateBalancer = (build: Build<never>, endpoints: Endpoints) => Balancer;
export type CreateEjector = (build: Build<never>, endpoints: Endpoints) => Ejector;
export type CreateScaler = (build: Build<never>) => Scaler;
export type CreateChecker = (build: Build<never>, endpoints: Endpoints) => Checker;

/** Policies at work, by name. Only the worker and the command line load these. */
export const breakers = byName<CreateGate>(
  import.meta.glob<CreateGate>('./breaking/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const limiters = byName<CreateGate>(
  import.meta.glob<CreateGate>('./limiting/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const isolators = byName<CreateGate>(
  import.meta.glob<CreateGate>('./isolating/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const retries = byName<CreateFork>(
  import.meta.glob<CreateFork>('./retrying/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const budgets = byName<CreateBudget>(
  import.meta.glob<CreateBudget>('./budgeting/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const balancers = byName<CreateBalancer>(
  import.meta.glob<CreateBalancer>('./balancing/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const ejectors = byName<CreateEjector>(
  import.meta.glob<CreateEjector>('./ejecting/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const checkers = byName<CreateChecker>(
  import.meta.glob<CreateChecker>('./checking/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const scalers = byName<CreateScaler>(
  import.meta.glob<CreateScaler>('./scaling/*/behaviour.ts', { eager: true, import: 'create' }),
);

const mechanisms = byName<MechanismAtWork>(
  import.meta.glob<MechanismAtWork>('./discovering/*/behaviour.ts', { eager: true, import: 'mechanism' }),
);

/** A discovery mechanism at work, by its name. */
export function mechanismAtWork(name: string): MechanismAtWork {
  const mechanism = mechanisms.get(name);
  assert(mechanism !== undefined, `the mechanism ${name} has a behaviour`);
  return mechanism;
}

function byName<T>(found: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(found).map(([file, create]) => [file.split('/')[2], create]));
}
