import type { AnyStateMachine } from 'xstate';

const found = import.meta.glob<AnyStateMachine>(
  ['../**/machine.ts', '../**/*.machine.ts', '!../playground/**', '!../learn/**'],
  { eager: true, import: 'machine' },
);

/**
 * Every machine that the engine steps, by its id: the very objects, so that what the page draws and checks is
 * what ran. A machine is a few lines of data; the page's own machines are not among them.
 */
export const machines: ReadonlyMap<string, AnyStateMachine> = new Map(
  Object.values(found).map((machine) => [machine.id, machine]),
);
