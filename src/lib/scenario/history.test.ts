import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '#lib/base/problem.ts';
import { drawnEdit } from './drawn-edits.ts';
import { connectionProblems } from './connections.ts';
import { edit } from './editing.ts';
import { applyEdit, type Edit } from './edits.ts';
import { beginHistory, closeStep, freshId, redo, undo, type History } from './history.ts';
import { runChange } from './run-changes.ts';
import { toys, toyScenario } from './toys.ts';
import { readScenario } from './validate.ts';

const start = beginHistory(toyScenario);

function move(history: History, x: number, id = 'n1'): History {
  return edit(history, { edit: 'move-nodes', moves: [{ id, x, y: 0 }] }, toys);
}

function walk(
  data: fc.GeneratorValue,
  length: number,
  visit: (history: History, change: Edit | null) => void,
) {
  let history = start;
  for (let i = 0; i < length; i++) {
    const how = data(fc.nat, 9);
    let change: Edit | null = null;
    if (how === 0) history = undo(history);
    else if (how === 1) history = redo(history);
    else {
      change = drawnEdit(
        history.present,
        (prefix, after) => freshId(history, prefix, after),
        (max) => data(fc.nat, max),
      );
      try {
        history = edit(history, change, toys);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        continue;
      }
    }
    visit(history, change);
  }
  return history;
}

/** Ids that an edit gives to what it adds. */
function newIds(change: Edit | null): string[] {
  if (change?.edit === 'add-node') return [change.node.id];
  if (change?.edit === 'connect') return [change.id];
  return change?.edit === 'put-between' ? [change.node.id, change.calls] : [];
}

describe('any sequence of edits', () => {
  test('keeps the document valid and only refuses with a problem', () => {
    fc.assert(
      fc.property(fc.gen(), (data) => {
        walk(data, 20, ({ present }) => {
          expect(readScenario(present, toys)).toEqual({ scenario: present, problems: [] });
        });
      }),
    );
  });

  test('is undone to the exact document and redone to the exact document', () => {
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const end = walk(data, 20, () => {});
        let back = end;
        while (back.past.length > 0) back = undo(back);
        expect(back.present).toBe(toyScenario);
        let again = back;
        while (again.future.length > 0) again = redo(again);
        const steps = end.past.length;
        for (let i = end.future.length; i > 0; i--) again = undo(again);
        expect(again.present).toEqual(end.present);
        expect(again.past.length).toBe(steps);
      }),
    );
  });

  test('never gives a new node the id of one that was removed or undone', () => {
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const made = new Set([...toyScenario.nodes, ...toyScenario.edges].map(({ id }) => id));
        walk(data, 30, (_history, change) => {
          for (const id of newIds(change)) {
            expect(made).not.toContain(id);
            made.add(id);
          }
        });
      }),
    );
  });

  test('of names, places and the camera leaves the run as it is', () => {
    const cosmetic: readonly Edit['edit'][] = ['move-nodes', 'rename-node', 'rename-scenario', 'set-camera'];
    fc.assert(
      fc.property(fc.gen(), (data) => {
        let before = toyScenario;
        walk(data, 20, ({ present }, change) => {
          if (change && cosmetic.includes(change.edit)) expect(runChange(before, present)).toBe('same');
          before = present;
        });
      }),
    );
  });
});

describe('applyEdit', () => {
  test('removing a node takes its edges and the actions on them along', () => {
    const { nodes, edges, script } = applyEdit(toyScenario, { edit: 'remove', ids: ['n3'] }, toys);
    expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n4']);
    expect(edges.map(({ id }) => id)).toEqual(['e5', 'e7']);
    expect(script.map(({ fault }) => fault)).toEqual(['kill']);
  });

  test('fewer instances take the actions on those that are gone along', () => {
    const changes = { instances: 2 };
    const { script } = applyEdit(toyScenario, { edit: 'configure-node', id: 'n2', changes }, toys);
    expect(script.map(({ fault }) => fault)).toEqual(['fail', 'slow']);
  });

  test('leaves what it did not change the very same object', () => {
    const next = applyEdit(toyScenario, { edit: 'rename-node', id: 'n1', label: 'App' }, toys);
    expect(next.nodes[1]).toBe(toyScenario.nodes[1]);
    expect(next.edges).toBe(toyScenario.edges);
    expect(applyEdit(toyScenario, { edit: 'set-seed', seed: 1 }, toys)).toBe(toyScenario);
  });

  test('undefined sets a setting back to its default', () => {
    const changes = { instances: undefined, work: { is: 'constant' } };
    const { nodes } = applyEdit(
      { ...toyScenario, script: [] },
      { edit: 'configure-node', id: 'n2', changes },
      toys,
    );
    expect(nodes[1].config).toEqual({ work: { is: 'constant' } });
  });

  test.each<[string, Edit]>([
    ['out-of-range', { edit: 'configure-node', id: 'n2', changes: { instances: 99 } }],
    ['nothing-there', { edit: 'rename-node', id: 'n99', label: '' }],
    ['call-cycle', { edit: 'connect', id: 'e9', from: 'n3', to: 'n2' }],
    ['duplicate-id', { edit: 'add-node', node: { id: 'n1', kind: 'client', x: 0, y: 0 } }],
    ['not-finite', { edit: 'set-seed', seed: NaN }],
    ['script-order', { edit: 'set-script', script: toyScenario.script.slice(0, 2).reverse() }],
  ])('refuses with %s', (code, change) => {
    expect(() => applyEdit(toyScenario, change, toys)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    );
  });

  test('a scenario of another engine can be edited', () => {
    const other = { ...toyScenario, engine: 7 };
    expect(applyEdit(other, { edit: 'set-seed', seed: 5 }, toys)).toEqual({ ...other, seed: 5 });
  });
});

describe('connectionProblems', () => {
  test.each([
    ['n1', 'n3', []],
    ['n3', 'n2', ['call-cycle']],
    ['n1', 'n4', ['wrong-edge']],
    ['n2', 'n3', ['duplicate-edge']],
    ['n2', 'n9', ['unknown-node']],
  ])('%s to %s: %j', (from, to, codes) => {
    expect(connectionProblems(toyScenario, from, to, toys).map(({ code }) => code)).toEqual(codes);
  });
});

describe('history', () => {
  test('a drag is one step, and one that ends where it began is none', () => {
    const dragged = move(move(start, 10), 20);
    expect(dragged.past.map(({ label }) => label)).toEqual(['move Shop']);
    expect(undo(dragged).present).toBe(toyScenario);
    expect(move(dragged, 0).past).toEqual([]);
  });

  test('another node, another setting or a closed step begins a new one', () => {
    expect(move(move(start, 10), 20, 'n2').past).toHaveLength(2);
    expect(move(closeStep(move(start, 10)), 20).past).toHaveLength(2);
    expect(move(redo(undo(move(start, 10))), 20).past).toHaveLength(2);
  });

  test('a slider dragged down and up again brings the lost actions back', () => {
    const slide = (history: History, instances: number) =>
      edit(history, { edit: 'configure-node', id: 'n2', changes: { instances } }, toys);
    expect(slide(slide(start, 1), 5).present.script).toEqual(toyScenario.script);
  });

  test('a new edit forgets what was undone', () => {
    expect(redo(move(undo(move(start, 10)), 30)).present.nodes[0].x).toBe(30);
  });

  test('undo leaves the camera where it is', () => {
    const camera = { x: 5, y: 5, zoom: 2 };
    const seen = edit(move(start, 10), { edit: 'set-camera', camera }, toys);
    expect(undo(seen).present).toEqual({ ...toyScenario, camera });
    expect(seen.past).toHaveLength(1);
  });

  test('an empty history undoes and redoes nothing', () => {
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
  });

  test('ids follow the highest ever seen, not the made-up ones', () => {
    expect(freshId(start, 'n')).toBe('n9');
    const removed = edit(start, { edit: 'remove', ids: ['e8'] }, toys);
    expect(freshId(removed, 'e')).toBe('e9');
    const odd = {
      ...toyScenario,
      edges: [],
      script: [],
      nodes: [{ ...toyScenario.nodes[0], id: 'n9999999' }],
    };
    expect(freshId(beginHistory(odd), 'n')).toBe('n1');
  });
});

describe('runChange', () => {
  test('a changed script keeps the run up to its first difference', () => {
    const shorter = { ...toyScenario, script: toyScenario.script.slice(0, 1) };
    expect(runChange(toyScenario, shorter)).toEqual({ fromMicros: 3_000_000 });
    expect(runChange(shorter, toyScenario)).toEqual({ fromMicros: 3_000_000 });
  });

  test('a seed, a setting or an edge makes the run anew, a name does not', () => {
    expect(runChange(toyScenario, { ...toyScenario, seed: 2 })).toBe('anew');
    expect(runChange(toyScenario, { ...toyScenario, edges: [] })).toBe('anew');
    expect(runChange(toyScenario, { ...toyScenario, name: 'Other' })).toBe('same');
  });
});
