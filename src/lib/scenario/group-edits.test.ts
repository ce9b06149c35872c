import { describe, expect, test } from 'vitest';
import { ProblemError } from '#lib/base/problem.ts';
import { applyEdit, type Edit } from './edits.ts';
import { edit } from './editing.ts';
import { beginHistory, freshId, undo } from './history.ts';
import { runChange } from './run-changes.ts';
import { placedToys, toys, toyScenario } from './toys.ts';

const placed = placedToys();
const after = (change: Edit) => applyEdit(placed, change, toys);
const placesIn = ({ nodes }: typeof placed) =>
  Object.fromEntries(nodes.map(({ id, groups }) => [id, groups ?? null]));

describe('an edit of groups', () => {
  test('makes one around nodes, in one step that is undone', () => {
    const start = beginHistory(toyScenario);
    const id = freshId(start, 'p');
    expect(id).toBe('p9');
    const change: Edit = { edit: 'add-group', group: { id, is: 'zone' }, nodes: ['n1', 'n2'] };
    const made = edit(start, change, toys);
    expect(made.present.groups).toEqual([{ id: 'p9', label: 'Zone', is: 'zone', parent: null }]);
    expect(placesIn(made.present)).toEqual({ n1: ['p9'], n2: ['p9'], n3: null, n4: null });
    expect(freshId(made, 'n')).toBe('n10');
    expect(undo(made).present).toBe(toyScenario);
    expect(freshId(undo(made), 'p')).toBe('p10');
  });

  test('of its name leaves the run as it is; of anything else not', () => {
    expect(runChange(placed, after({ edit: 'rename-group', id: 'p9', label: 'Oregon' }))).toBe('same');
    const others: Edit[] = [
      { edit: 'set-parent', id: 'p11', parent: 'p10' },
      { edit: 'place-nodes', ids: ['n4'], groups: ['p9'] },
      { edit: 'set-distance', between: ['p11', 'p12'], latency: { is: 'constant', ms: 5 } },
      { edit: 'add-group', group: { id: 'p20', is: 'zone' } },
    ];
    for (const change of others) expect(runChange(placed, after(change))).toBe('anew');
  });

  test('that removes one leaves what was in it in the larger one, and forgets what names it', () => {
    const inside = after({ edit: 'remove', ids: ['p11'] });
    expect(placesIn(inside)).toMatchObject({ n1: ['p9'], n2: ['p9', 'p10'] });
    expect(inside.distances).toBe(placed.distances);
    const outside = after({ edit: 'remove', ids: ['p10'] });
    expect(placesIn(outside)).toMatchObject({ n2: ['p9'], n3: ['p12'] });
    expect(outside.groups?.find(({ id }) => id === 'p12')?.parent).toBeNull();
    expect(outside.distances).toBeUndefined();
    expect(outside.script).toEqual(toyScenario.script);
    const none = after({ edit: 'remove', ids: ['p9', 'p10', 'p11', 'p12'] });
    expect(none).toEqual(toyScenario);
  });

  test('that puts a group into another drops the distances that are none any more', () => {
    const apart: Edit = { edit: 'set-distance', between: ['p11', 'p10'], latency: { is: 'constant', ms: 5 } };
    const moved = applyEdit(after(apart), { edit: 'set-parent', id: 'p11', parent: 'p10' }, toys);
    expect(moved.distances).toEqual(placed.distances);
  });

  test('sets a distance, whichever end is named first, and sets it back', () => {
    const nearer: Edit = { edit: 'set-distance', between: ['p10', 'p9'], latency: { is: 'constant', ms: 5 } };
    expect(after(nearer).distances).toEqual([{ between: ['p10', 'p9'], latency: { is: 'constant', ms: 5 } }]);
    expect(after({ ...nearer, latency: null }).distances).toBeUndefined();
  });

  test('shares what it left alone', () => {
    const renamed = after({ edit: 'rename-group', id: 'p9', label: 'Oregon' });
    expect(renamed.nodes).toBe(placed.nodes);
    expect(renamed.groups?.[1]).toBe(placed.groups?.[1]);
    expect(renamed.distances).toBe(placed.distances);
    expect(after({ edit: 'place-nodes', ids: ['n2'], groups: ['p9', 'p10'] })).toBe(placed);
  });

  test.each<[Edit, string]>([
    [{ edit: 'rename-group', id: 'p99', label: 'x' }, 'nothing-there'],
    [{ edit: 'place-nodes', ids: ['n99'], groups: [] }, 'nothing-there'],
    [{ edit: 'place-nodes', ids: ['n1'], groups: ['p99'] }, 'unknown-group'],
    [{ edit: 'set-parent', id: 'p9', parent: 'p11' }, 'wrong-parent'],
    [{ edit: 'set-distance', between: ['p9', 'p11'], latency: { is: 'constant', ms: 1 } }, 'inside-distance'],
    [{ edit: 'add-group', group: { id: 'p9', is: 'zone' } }, 'duplicate-id'],
  ])('that makes no sense is refused: %j', (change, code) => {
    expect(() => after(change)).toThrow(ProblemError);
    expect(() => after(change)).toThrow(code);
  });

  test.each<[Edit, string]>([
    [{ edit: 'add-group', group: { id: 'p20', is: 'zone' } }, 'add zone'],
    [{ edit: 'rename-group', id: 'p9', label: 'Oregon' }, 'rename West'],
    [{ edit: 'place-nodes', ids: ['n4'], groups: ['p9'] }, 'put Registry in West'],
    [{ edit: 'place-nodes', ids: ['n1', 'n2'], groups: [] }, 'put 2 things nowhere'],
    [{ edit: 'set-parent', id: 'p11', parent: null }, 'move Zone'],
    [
      { edit: 'set-distance', between: ['p9', 'p10'], latency: null },
      'change the distance between West and East',
    ],
    [{ edit: 'remove', ids: ['p9'] }, 'remove West'],
  ])('%j is named', (change, label) => {
    expect(edit(beginHistory(placed), change, toys).past.at(-1)?.label).toBe(label);
  });
});
