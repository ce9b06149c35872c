import type { Build } from '#lib/engine/build.ts';
import type { Balancer, Gate } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/port.ts';

type CreateGate = (build: Build<never>) => Gate;
type CreateBalancer = (build: Build<never>, endpoints: Endpoints) => Balancer;

/** Policies at work, by name. Only the worker and the command line load these. */
export const breakers = byName<CreateGate>(
  import.meta.glob<CreateGate>('./breaking/*/behaviour.ts', { eager: true, import: 'create' }),
);
export const balancers = byName<CreateBalancer>(
  import.meta.glob<CreateBalancer>('./balancing/*/behaviour.ts', { eager: true, import: 'create' }),
);

function byName<T>(found: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(found).map(([file, create]) => [file.split('/')[2], create]));
}
