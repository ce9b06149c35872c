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
    resolveId: {
      filter: { id: /^\.\/asked-table\.ts$/ },
      handler: () => join(engine, 'ready-table.ts'),
    },
    load: { filter: { id: /[/.]machine\.ts$/ }, handler: onceWritten },
  };
}

/** Several bundles have the same machines: each is asked once. @type {Map<string, Promise<string>>} */
const written = new Map();

/**
 * The module that stands for a `machine.ts`.
 *
 * @param {string} file
 */
export async function writtenMachine(file) {
  const { next, ...table } = await tableOf(file);
  return `export const machine = { table: { ...${JSON.stringify(table)}, next: Uint8Array.of(${next.join()}) } };`;
}

/** @param {string} file */
function onceWritten(file) {
  const known = written.get(file) ?? writtenMachine(file);
  written.set(file, known);
  return known;
}

/**
 * @param {string} file
 * @returns {Promise<MachineTable>}
 */
async function tableOf(file) {
  const options = {
    configFile: /** @type {const} */ (false),
    root,
    logLevel: /** @type {const} */ ('silent'),
  };
  const [tables, { module }] = await Promise.all([
    runnerImport(join(engine, 'machine-table.ts'), options),
    runnerImport(file, options),
  ]);
  return /** @type {typeof import('../lib/engine/machine-table.ts')} */ (tables.module).tableOf(
    module.machine,
  );
}
