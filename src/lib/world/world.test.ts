import { expect, test } from 'vitest';
import { EngineLimit } from '#lib/engine/limit.ts';
import { emptyScenario } from '#lib/scenario/document.ts';
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
