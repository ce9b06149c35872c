import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from '#lib/base/problem.ts';
import { edit } from '#lib/scenario/editing.ts';
import { beginHistory, freshId, undo } from '#lib/scenario/history.ts';
import { toys, toyScenario } from '#lib/scenario/toys.ts';
import { Autosave } from './autosave.ts';
import { readWork } from './read-work.ts';
import { storable, type Work } from './work.ts';
import { MAX_WORKS } from './works.ts';

const start: Work = { history: beginHistory(toyScenario), playheadMicros: 5, selected: 'n2' };

let clock = 0;
let opened: Autosave[] = [];

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  clock = 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.map((tab) => tab.close()));
  opened = [];
});

function tab(key: string, reading = () => Promise.resolve((raw: unknown) => readWork(raw, toys))) {
  const timers = new Map<number, () => void>();
  const reports: (Problem | null)[] = [];
  let keys = 0;
  const autosave = new Autosave({
    reading,
    key,
    freshKey: () => `${key}-${++keys}`,
    timer: {
      set: (callback) => timers.set(timers.size, callback).size - 1,
      clear: (id) => timers.delete(id),
    },
    now: () => ++clock,
    report: (problem) => reports.push(problem),
  });
  opened.push(autosave);
  return { autosave, timers, reports };
}

function named(name: string): Work {
  return { ...start, history: beginHistory({ ...toyScenario, name }) };
}

function withRate(work: Work, rate: number): Work {
  return {
    ...work,
    history: edit(work.history, { edit: 'configure-node', id: 'n1', changes: { rate } }, toys),
  };
}

describe('Autosave', () => {
  test('brings work back with its undo, playhead and selection', async () => {
    const { autosave } = tab('a');
    const work = withRate(start, 70);
    autosave.keep(work);
    await autosave.flush();
    expect(await tab('a').autosave.restore('a')).toEqual({ work, problems: [] });
    expect(await tab('b').autosave.restore()).toEqual({ work, problems: [] });
  });

  test('a copy that cannot be read now is not written over', async () => {
    const { autosave: before } = tab('a');
    before.keep(named('kept'));
    await before.flush();
    const { autosave: lacking } = tab('a', () => Promise.reject(new Error('nothing there')));
    expect(await lacking.restore('a')).toBeNull();
    lacking.keep(named('begun instead'));
    await lacking.flush();
    expect((await tab('a').autosave.restore('a'))?.work).toEqual(named('kept'));
  });

  test('a run of changes is one write, of the newest', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const { autosave, timers } = tab('a');
    for (let rate = 1; rate < 50; rate++) autosave.keep(withRate(start, rate));
    expect(timers.size).toBe(1);
    timers.get(0)!();
    await autosave.flush();
    expect(put.mock.calls.filter(([value]) => typeof value === 'object')).toHaveLength(1);
    expect((await autosave.restore())?.work.history.present.nodes[0].config).toEqual({ rate: 49 });
  });

  test('two tabs keep a copy each, and the last writer is found first', async () => {
    const [one, two] = [tab('a').autosave, tab('b').autosave];
    one.keep(named('one'));
    two.keep(named('two'));
    await Promise.all([one.flush(), two.flush()]);
    one.keep(named('one again'));
    await one.flush();
    expect((await two.recent()).map(({ key, name }) => [key, name])).toEqual([
      ['a', 'one again'],
      ['b', 'two'],
    ]);
    expect((await two.restore())?.work.history.present.name).toBe('one again');
    expect((await two.restore('b'))?.work.history.present.name).toBe('two');
  });

  test('another document in the same tab leaves the one before in the list', async () => {
    const { autosave } = tab('a');
    autosave.keep(named('old'));
    await autosave.startNew();
    expect(autosave.key).toBe('a-1');
    autosave.keep(named('new'));
    await autosave.flush();
    expect((await autosave.recent()).map(({ name }) => name)).toEqual(['new', 'old']);
  });

  test('the oldest copies beyond twenty are forgotten, never the own one', async () => {
    const first = tab('first').autosave;
    for (let i = 0; i < MAX_WORKS + 3; i++) {
      first.keep(named(`work ${i}`));
      await first.flush();
      if (i < MAX_WORKS + 2) await first.startNew();
    }
    const names = (await first.recent()).map(({ name }) => name);
    expect(names).toHaveLength(MAX_WORKS);
    expect(names[0]).toBe(`work ${MAX_WORKS + 2}`);
    expect(names.at(-1)).toBe('work 3');
    await first.forget(first.key);
    expect(await first.recent()).toHaveLength(MAX_WORKS - 1);
  });

  test('an empty canvas that never held anything is not kept', async () => {
    const { autosave } = tab('a');
    autosave.keep({ ...start, history: beginHistory({ ...toyScenario, nodes: [], edges: [], script: [] }) });
    await autosave.flush();
    expect(await autosave.restore()).toBeNull();
  });

  test('a full disk is told once, the work waits, and is written when there is room again', async () => {
    const { autosave, reports } = tab('a');
    await autosave.recent();
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    autosave.keep(start);
    await autosave.flush();
    autosave.keep(withRate(start, 9));
    await autosave.flush();
    expect(reports).toMatchObject([{ code: 'autosave-full' }]);
    full.mockRestore();
    await autosave.flush();
    expect(reports.at(-1)).toBeNull();
    expect((await autosave.restore('a'))?.work).toEqual(withRate(start, 9));
  });

  test('where storage is forbidden that is told, and nothing is thrown', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError');
    });
    const { autosave, reports } = tab('a');
    autosave.keep(start);
    await autosave.flush();
    expect(await autosave.restore()).toBeNull();
    expect(await autosave.recent()).toEqual([]);
    expect(reports).toMatchObject([{ code: 'autosave-off', params: { message: 'not here' } }]);
  });

  test('work that cannot be cloned is told, and the next that can is written', async () => {
    const { autosave, reports } = tab('a');
    autosave.keep({ ...start, selected: (() => 'n1') as never });
    await autosave.flush();
    autosave.keep(start);
    await autosave.flush();
    expect(reports).toMatchObject([{ code: 'autosave-failed' }, null]);
  });

  test('leaving or hiding the page writes at once', async () => {
    const { autosave } = tab('a');
    const page: EventTarget & { visibilityState: DocumentVisibilityState } = Object.assign(
      new EventTarget(),
      {
        visibilityState: 'visible' as const,
      },
    );
    const view = new EventTarget();
    const flush = vi.spyOn(autosave, 'flush');
    const stop = autosave.listen(page, view);
    page.dispatchEvent(new Event('visibilitychange'));
    expect(flush).toHaveBeenCalledTimes(0);
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
    view.dispatchEvent(new Event('pagehide'));
    expect(flush).toHaveBeenCalledTimes(2);
    stop();
    view.dispatchEvent(new Event('pagehide'));
    expect(flush).toHaveBeenCalledTimes(2);
  });
});

describe('readWork', () => {
  test('undo works on after a reload, and ids still never come back', () => {
    const added = edit(
      start.history,
      { edit: 'add-node', node: { id: freshId(start.history, 'n'), kind: 'client', x: 0, y: 0 } },
      toys,
    );
    const stored = structuredClone(storable({ ...start, history: undo(added) }));
    const { history } = readWork(stored, toys).work;
    expect(history).toEqual(undo(added));
    expect(freshId(history, 'n')).toBe('n10');
  });

  test('a copy whose undo no longer fits keeps its document and forgets the undo', () => {
    const work = withRate(start, 70);
    const [step] = work.history.past;
    const past = [{ ...step, scenario: { ...step.scenario, seed: -1 } }];
    const stored = storable({ ...work, history: { ...work.history, past } });
    expect(readWork(stored, toys)).toEqual({
      work: { ...work, history: beginHistory(work.history.present) },
      problems: [],
    });
  });

  test('a damaged copy comes back mended, with its problems', () => {
    const stored = { history: { present: { ...toyScenario, seed: 'x' } }, playheadMicros: -1 };
    const { work, problems } = readWork(stored, toys);
    expect(problems).toMatchObject([{ code: 'wrong-type', at: '/seed' }]);
    expect(work).toEqual({ history: beginHistory(toyScenario), playheadMicros: 0, selected: null });
    expect(readWork(null, toys).problems).toMatchObject([{ code: 'wrong-type' }]);
  });
});
