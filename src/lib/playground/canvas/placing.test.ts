import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyScenario, type Scenario } from '#lib/scenario/document.ts';
import { CARD, freeLabel, freePlace, GRID, spreadFor } from './placing.ts';

test('a new card covers no other, however many are put in the same place', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.integer({ min: -1000, max: 1000 }),
      fc.integer({ min: 1, max: 30 }),
      (x, y, count) => {
        let scenario = emptyScenario();
        for (let i = 0; i < count; i++) scenario = with1(scenario, freePlace(scenario, { x, y }));
        for (const a of scenario.nodes) {
          expect([a.x % GRID, a.y % GRID].map(Math.abs)).toEqual([0, 0]);
          const covered = scenario.nodes.filter(
            (b) => b !== a && Math.abs(a.x - b.x) < CARD.width && Math.abs(a.y - b.y) < CARD.height,
          );
          expect(covered).toEqual([]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('labels are numbered from the second on, filling no gap twice', () => {
  let scenario = emptyScenario();
  const labels = [1, 2, 3].map(() => {
    const label = freeLabel(scenario, 'Service');
    scenario = with1(scenario, { x: 0, y: 0 }, label);
    return label;
  });
  expect(labels).toEqual(['Service', 'Service 2', 'Service 3']);
});

test.each([
  [{ width: 350, height: 430 }, 1.6],
  [{ width: 350, height: 2000 }, 2.2],
  [{ width: 900, height: 500 }, 1],
  [{ width: 0, height: 0 }, 1],
])('rows move apart only as far as a tall room has place: %j by %d', (room, spread) => {
  const nodes = [
    { x: 0, y: 0 },
    { x: 800, y: 700 },
  ];
  expect(spreadFor(nodes, room)).toBe(spread);
  expect(spreadFor(nodes.slice(1), room)).toBe(1);
});

function with1(scenario: Scenario, place: { x: number; y: number }, label = ''): Scenario {
  const id = `n${scenario.nodes.length + 1}`;
  return { ...scenario, nodes: [...scenario.nodes, { id, kind: 'service', label, ...place, config: {} }] };
}
