import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './sources.js';

/** @typedef {import('../lib/engine/machine-table.ts').MachineTable} MachineTable */

const engine = join(root, 'src/lib/engine');

/**
 * For the workers of the built site: every `machine.ts` becomes the table that the engine would have made of it. It is the
 * engine's own code that makes it, from the same XState, only earlier; a worker without XState is a fifth smaller. Pages, the
 * command line, tests and `vite dev` have the machines themselves.
 *
 * @returns {import('vite').Plugin}
 */
export function machineTables() {
  return {
    name: 'machine-tables',
    enforce: 'pre',
    resolveId(source, importer) {
      const asks = source === './asked-table.ts' && importer === join(engine, 'machine-table.ts');
      return asks ? join(engine, 'ready-table.ts') : null;
    },
    async load(id) {
      return /[/.]machine\.ts$/.test(id)
        ? `export const machine = { table: ${written(await tableOf(id))} };`
        : null;
    },
  };
}

/**
 * @param {string} file
 * @returns {Promise<MachineTable>}
 */
async function tableOf(file) {
  const options = { configFile: /** @type {const} */ (false), root, logLevel: /** @type {const} */ ('silent') };
  const [tables, { module }] = await Promise.all([
    runnerImport(join(engine, 'machine-table.ts'), options),
    runnerImport(file, options),
  ]);
  return /** @type {typeof import('../lib/engine/machine-table.ts')} */ (tables.module).tableOf(module.machine);
}

/** @param {MachineTable} table */
function written({ next, ...table }) {
  return `{ ...${JSON.stringify(table)}, next: Uint8Array.of(${next.join()}) }`;
}
