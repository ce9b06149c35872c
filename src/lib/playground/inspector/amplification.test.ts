import { describe, expect, test } from 'vitest';
import { outcomes } from '#lib/base/outcomes.ts';
import { PER_EDGE } from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { Record } from '#lib/playground/record/record.ts';
import { amplificationAt, tiersOf } from './amplification.ts';

describe('tiers', () => {
  test.each<[what: string, edges: string, tiers: number[]]>([
    ['a line', 'ab bc', [0, 1, 2]],
    ['two ways, one of them short', 'ab bc ac', [0, 1, 1]],
    ['a ring behind a client', 'ab bc cb', [0, 1, 2]],
    ['a ring that nobody calls', 'bc cb', [0, 0, 0]],
    ['nothing', '', [0, 0, 0]],
  ])('are steps from who is not called: %s', (_, edges, tiers) => {
    expect(tiersOf(planOf(edges))).toEqual(tiers);
  });

  test('lookups lead nowhere', () => {
    const plan = planOf('ab bc');
    const lookups = plan.edges.map((edge) => ({ ...edge, contract: 'registry' as const }));
    expect(tiersOf({ ...plan, edges: lookups })).toEqual([0, 0, 0]);
  });
});

describe('calls out per call in', () => {
  // Ten requests a second; b calls c once each in the first second, then three times.
  const record = recordOf('ab bc', [
    { taken: [0, 0, 0], sent: [0, 0], refused: [0, 0] },
    { taken: [0, 10, 10], sent: [10, 10], refused: [0, 0] },
    { taken: [0, 20, 40], sent: [20, 40], refused: [0, 0] },
  ]);

  test('are told of every node that calls, by tier, lately and since the start', () => {
    const told = amplificationAt(record, 2_000_000, 1_000_000);
    expect(told.map(({ node, tier, lately, ever }) => [node, tier, lately.ratio, ever.ratio])).toEqual([
      [0, 0, 1, 1],
      [1, 1, 3, 2],
    ]);
  });

  test('are none before anything came in', () => {
    const [client, service] = amplificationAt(record, 50_000, 1_000_000);
    expect([client.ever.ratio, service.lately.ratio]).toEqual([null, null]);
  });

  test('are split by edge', () => {
    const fan = recordOf('ab bc bd', [
      { taken: [0, 0, 0, 0], sent: [0, 0, 0], refused: [0, 0, 0] },
      { taken: [0, 4, 4, 2], sent: [4, 4, 2], refused: [0, 0, 0] },
    ]);
    const [, service] = amplificationAt(fan, 1_000_000, 1_000_000);
    expect(service.ever.ratio).toBe(1.5);
    expect(service.edges.map(({ edge, ever }) => [edge, ever.ratio])).toEqual([
      [1, 1],
      [2, 0.5],
    ]);
  });

  test('a call that a client refuses came in but did not go out', () => {
    const refusing = recordOf('ab', [
      { taken: [0, 0], sent: [0], refused: [0] },
      { taken: [0, 3], sent: [3], refused: [9] },
    ]);
    expect(amplificationAt(refusing, 1_000_000, 1_000_000)[0].ever).toEqual({
      ...{ out: 3, in: 12, ratio: 0.25 },
    });
  });

  test('a client that tries again is measured by its first tries', () => {
    const retried = recordOf('ab', [
      { taken: [0, 0], sent: [0], refused: [0] },
      { taken: [0, 9], sent: [9], refused: [3], retried: [8] },
    ]);
    expect(amplificationAt(retried, 1_000_000, 1_000_000)[0].ever).toEqual({
      ...{ out: 9, in: 4, ratio: 2.25 },
    });
  });
});

/** Nodes a, b, c …; 'ab' is an edge from a to b. */
function planOf(edges: string): Plan {
  const pairs = edges.split(' ').filter(Boolean);
  const names = [...new Set(['a', 'b', 'c', ...edges.replaceAll(' ', '')])];
  return {
    nodes: names.map((label, i) => ({ id: label, label, kind: 'toy', firstHost: i, hosts: 1 })),
    hosts: names.map((label, node) => ({ node, label, address: '' })),
    edges: pairs.map((pair) => ({
      ...{ id: pair, contract: 'calls', path: '' },
      ...{ from: names.indexOf(pair[0]), to: names.indexOf(pair[1]) },
    })),
    charts: [],
  };
}

/** A record of whole seconds. */
function recordOf(
  edges: string,
  seconds: { taken: number[]; sent: number[]; refused: number[]; retried?: number[] }[],
): Record {
  const plan = planOf(edges);
  const record = new Record(plan);
  const width = plan.nodes.length * 3 + plan.edges.length * PER_EDGE + outcomes.length;
  const rows = (seconds.length - 1) * 10 + 1;
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const { taken, sent, refused, retried = [] } = seconds[Math.floor(row / 10)];
    plan.nodes.forEach((_, node) => (values[row * width + node * 3] = taken[node] ?? 0));
    plan.edges.forEach((_, edge) =>
      values.set(
        [sent[edge], refused[edge], retried[edge] ?? 0],
        row * width + plan.nodes.length * 3 + edge * PER_EDGE,
      ),
    );
  }
  record.samples.append({ firstRow: 0, rows, width, values });
  return record;
}
