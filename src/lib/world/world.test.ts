import { expect, test } from 'vitest';
import { describe as inWords } from '#lib/base/messages.ts';
import { ProblemError, type Problem } from '#lib/base/problem.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario, LIMITS, type Scenario } from '#lib/scenario/document.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from './world.ts';

test('a limit of the engine names the node on which most of the work lies', () => {
  const world = new World({
    ...emptyScenario(),
    nodes: [
      { id: 'n1', kind: 'client', label: 'Flood', x: 0, y: 0, config: { ratePerSecond: 100_000 } },
      { id: 'n2', kind: 'service', label: 'Sink', x: 0, y: 0, config: { instances: 1 } },
    ],
    edges: [
      {
        id: 'e1',
        from: 'n1',
        to: 'n2',
        config: { latency: { is: 'constant', ms: 600_000 }, timeoutMs: 600_000 },
      },
    ],
  });
  expect(() => world.run(10_000_000)).toThrow(EngineLimit);
  try {
    world.run(10_000_000);
  } catch (error) {
    expect((error as EngineLimit).params).toMatchObject({ node: 'Sink' });
  }
});

test.each<[string, Scenario]>([
  ['no such kind', sketch({ a: ['mystery', {}] }, {})],
  ['no such node', sketch({ a: ['client', {}] }, { 'a>b': {} })],
  ['no such call', sketch({ a: ['client', {}], b: ['client', {}] }, { 'a>b': {} })],
  ['no such fault', sketch({ a: ['client', {}] }, {}, [at(1, 'mystery', 'a')])],
  ['no such target', sketch({ a: ['client', {}] }, {}, [at(1, 'fail-share', 'b')])],
])('%s: a world refuses it in whole sentences, with a next step', (_, scenario) => {
  for (const problem of problemsOf(scenario)) {
    const { says, fix } = inWords(problem);
    expect(`${says} ${fix}`).not.toContain('undefined');
    expect(says).toMatch(/ .*\.$/);
    expect(fix).toMatch(/[.?]$/);
  }
  expect(problemsOf(scenario)).toHaveLength(1);
});

test('the largest document makes a world in far less time than a worker may be silent', () => {
  const count = LIMITS.nodes - 1;
  const name = (i: number) => `s${i % count}`;
  const services = Array.from(
    { length: count },
    (_, i) => [name(i), ['service', { instances: 32 }]] as const,
  );
  const calls = services
    .slice(0, -2)
    .flatMap((_, i) => [`${name(i)}>${name(i + 1)}`, `${name(i)}>${name(i + 2)}`]);
  const edges = [...services.map(([id]) => `${id}>r`), ...calls];
  const nodes = { ...Object.fromEntries(services), r: ['registry', {}] as const };
  const { sim } = new World(sketch(nodes, Object.fromEntries(edges.map((edge) => [edge, {}]))));
  sim.run(1_000_000);
  // One for each address at either end, and the registry’s own way back to each service.
  expect(sim.ports).toHaveLength(edges.length * 64 + services.length);
});

function problemsOf(scenario: Scenario): readonly Problem[] {
  try {
    new World(scenario);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
  }
  return [];
}
