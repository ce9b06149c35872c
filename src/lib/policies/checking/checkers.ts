import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';

const found = import.meta.glob<(build: Build<never>, endpoints: Endpoints) => Checker>('./*/behaviour.ts', {
  eager: true,
  import: 'create',
});

/** Health checks at work, by name: for a mechanism, which is itself among all behaviours. */
export const checkers = new Map(Object.entries(found).map(([file, create]) => [file.split('/')[1], create]));
