import { drawnText, pick, type Draw } from '#lib/base/drawn.ts';
import { GROUP_KINDS, type Scenario } from './document.ts';
import type { Edit } from './edits.ts';
import type { Prefix } from './ids.ts';

/** A new id; `after` so many others of the same edit. */
export type Fresh = (prefix: Prefix, after?: number) => string;

/** An edit for property tests that makes sense for `scenario` more often than not. */
export function drawnEdit(scenario: Scenario, fresh: Fresh, draw: Draw): Edit {
  const node = () => pick([...scenario.nodes.map(({ id }) => id), 'n99'], draw);
  const edge = () => pick([...scenario.edges.map(({ id }) => id), 'e99'], draw);
  const balancer = () => {
    return pick(
      [...scenario.nodes.filter(({ kind }) => kind === 'balancer').map(({ id }) => id), 'n99'],
      draw,
    );
  };
  const place = () => ({ x: draw(1_800) / 2 - 400, y: draw(9) });
  const group = () => pick([...(scenario.groups ?? []).map(({ id }) => id), 'p99'], draw);
  const parent = () => pick([null, group()], draw);
  const kinds = ['client', 'service', 'registry', 'mystery'];
  const makers: (() => Edit)[] = [
    () => ({ edit: 'add-node', node: { id: fresh('n'), kind: pick(kinds, draw), ...place() } }),
    () => ({ edit: 'move-nodes', moves: [node(), node()].slice(draw(1)).map((id) => ({ id, ...place() })) }),
    () => ({ edit: 'rename-node', id: node(), label: drawnText(80, draw) }),
    () => ({ edit: 'configure-node', id: node(), changes: { instances: draw(5) } }),
    () => ({ edit: 'configure-node', id: node(), changes: { rate: pick([-1, 20, 30], draw) } }),
    () => ({ edit: 'configure-edge', id: edge(), changes: { timeoutMs: draw(2_000) } }),
    () => ({ edit: 'connect', id: fresh('e'), from: node(), to: node() }),
    () => ({
      ...{ edit: 'put-between', edge: edge(), calls: fresh('e', 1), lookup: fresh('e', 2) },
      node: { id: fresh('n'), kind: 'balancer', ...place() },
      moves: [{ id: node(), ...place() }].slice(draw(1)),
    }),
    () => ({ edit: 'call-directly', id: balancer(), lookups: [fresh('e')] }),
    () => {
      const made = { id: fresh('p'), is: pick(GROUP_KINDS, draw), parent: parent() };
      return { edit: 'add-group', group: made, nodes: [node()].slice(draw(1)) };
    },
    () => ({ edit: 'rename-group', id: group(), label: drawnText(80, draw) }),
    () => ({ edit: 'set-parent', id: group(), parent: parent() }),
    () => ({ edit: 'place-nodes', ids: [node()], groups: [group(), group()].slice(draw(2)) }),
    () => ({
      edit: 'set-distance',
      between: [group(), group()],
      latency: pick([null, { is: 'constant', ms: draw(90) }], draw),
    }),
    () => ({ edit: 'remove', ids: [node(), edge(), group()].slice(draw(2)) }),
    () => ({ edit: 'set-seed', seed: draw(9) }),
    () => ({ edit: 'rename-scenario', name: drawnText(80, draw) }),
  ];
  return pick(makers, draw)();
}
