import type { AnyStateMachine } from 'xstate';
import type { MachineTable } from './machine-table.ts';

/**
 * What stands for `asked-table.ts` in the workers of the built site: there a machine is nothing but its table, which was
 * asked of XState when the site was built. So they need not bring XState along. See `src/cli/machine-tables.js`.
 */
export function askedTable(machine: AnyStateMachine & { readonly table?: MachineTable }): MachineTable {
  if (machine.table === undefined) throw new Error('a machine of the built site has its table');
  return machine.table;
}
