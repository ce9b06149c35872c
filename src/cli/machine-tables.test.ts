import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tableOf } from '#lib/engine/machine-table.ts';
import { askedTable } from '#lib/engine/ready-table.ts';
import { machine } from '#lib/policies/breaking/resilience4j/machine.ts';
import { writtenMachine } from './machine-tables.js';
import { root } from './sources.js';

test('a machine of the built site has the table that XState tells, guards and all', async () => {
  const text = await writtenMachine(join(root, 'src/lib/policies/breaking/resilience4j/machine.ts'));
  const written = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as {
    machine: Parameters<typeof askedTable>[0];
  };
  expect(askedTable(written.machine)).toEqual(tableOf(machine));
});
