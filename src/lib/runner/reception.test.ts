import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { PartMissing } from '#lib/policies/load-policies.ts';
import { emptyScenario, type Scenario } from '#lib/scenario/document.ts';
import { sketch } from '#lib/scenario/sketch.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Reception } from './reception.ts';

const scenario = sketch({ c: ['client', {}], s: ['service', {}] }, { 'c>s': {} });

function reception(load: (scenario: Scenario) => Promise<void>) {
  const said: string[] = [];
  const post = (message: FromWorker) => said.push(`${message.type} ${message.run}`);
  return { said, desk: new Reception({ load, post, clock: () => 0 }) };
}

function open(run: number, what = scenario): ToWorker {
  return { type: 'open', run, scenario: what };
}

function look(run: number): ToWorker {
  return {
    type: 'look',
    run,
    playheadMicros: 0,
    headMicros: 0,
    hopsFromMicros: 0,
    focus: null,
    digest: false,
  };
}

test('what comes while parts are loaded waits, and is answered in the order in which it came', async () => {
  const loads: (() => void)[] = [];
  const { desk, said } = reception(() => new Promise((done) => loads.push(done)));
  const all = [open(1), look(1), open(2), look(1), look(2)].map((message) => desk.receive(message));
  await Promise.resolve();
  expect(said).toEqual([]);
  expect(loads.length).toBe(1);
  loads[0]();
  await all[1];
  expect(said).toEqual(['opened 1', 'seen 1']);
  await expect.poll(() => loads.length).toBe(2);
  loads[1]();
  await Promise.all(all);
  expect(said).toEqual(['opened 1', 'seen 1', 'opened 2', 'seen 2']);
});

test('a part that cannot be loaded is told, and the next scenario is opened all the same', async () => {
  const { desk, said } = reception(({ nodes }) =>
    nodes.length === 0 ? Promise.reject(new PartMissing('nothing there')) : Promise.resolve(),
  );
  await desk.receive(open(1, emptyScenario()));
  await desk.receive(look(1));
  await desk.receive(open(2));
  expect(said).toEqual(['lost 1', 'opened 2']);
});

test('a scenario that makes no sense is refused', async () => {
  const { desk, said } = reception(() => Promise.resolve());
  await desk.receive(open(1, { ...scenario, edges: [{ ...scenario.edges[0], to: 'nobody' }] }));
  expect(said).toEqual(['refused 1']);
});
