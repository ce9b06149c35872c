import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyScenario, type Scenario } from '#lib/scenario/document.ts';
import { CARD, freeLabel, freePlace, GRID, roomBetween, spreadFor } from './placing.ts';

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

describe('between two cards', () => {
  const at = (...places: [x: number, y: number][]) => {
    return places.reduce((scenario, [x, y]) => with1(scenario, { x, y }), emptyScenario());
  };

  test('there is room: the new one stands in the middle, at the height of the second', () => {
    expect(roomBetween(at([0, 0], [480, 96]), 'n1', 'n2')).toEqual({ moves: [], place: { x: 240, y: 96 } });
  });

  test('there is none: the second and all to its right move on, and nothing is covered', () => {
    const scenario = at([0, 0], [290, 0], [290, 150], [580, 0], [0, 150]);
    const { moves, place } = roomBetween(scenario, 'n1', 'n3');
    expect(moves).toEqual([
      { id: 'n2', x: 450, y: 0 },
      { id: 'n3', x: 450, y: 150 },
      { id: 'n4', x: 740, y: 0 },
    ]);
    expect(place).toEqual({ x: 224, y: 152 });
  });

  test('a second one in the same gap moves nobody, and makes way for the first', () => {
    const scenario = at([0, 0], [450, 150], [224, 152]);
    const { moves, place } = roomBetween(scenario, 'n1', 'n2');
    expect(moves).toEqual([]);
    expect(Math.abs(place.y - 152)).toBeGreaterThanOrEqual(CARD.height);
  });

  test('one above the other: it goes to the nearest free place', () => {
    const { moves, place } = roomBetween(at([0, 0], [0, 400]), 'n1', 'n2');
    expect({ moves, place }).toEqual({ moves: [], place: { x: 0, y: 200 } });
  });
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
