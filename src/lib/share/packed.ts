import { Problems, type Problem } from '#lib/base/problem.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import { contractBetween, edgeFields, type Definitions } from '#lib/scenario/definitions.ts';
import {
  DEFAULT_EPOCH_MS,
  type Group,
  type Scenario,
  type ScenarioEdge,
  type ScenarioNode,
} from '#lib/scenario/document.ts';
import { microsField } from '#lib/scenario/fields.ts';
import { idsOf } from '#lib/scenario/ids.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import type { Shared } from './codec.ts';
import { lastNumber, shortIds, wholeIds } from './id-rows.ts';
import { packDistance, packGroup, placeIn, unpackDistance, unpackGroup } from './packed-groups.ts';
import { list, numberOf, row, sparse, type Packed } from './rows.ts';

/**
 * The positional form of version 0: names of the document's own parts are left out, settings keep theirs (so
 * that a definition may gain or reorder settings), ends of edges and targets are places in the list of nodes,
 * times are differences. Values at the end of a row that say nothing are cut off.
 *
 *     [format, engine, seed, epochMs, name, about, nodes, edges, script, camera, playheadMicros, selected, groups, distances]
 *     node [id (0: see id-rows.ts), kind, x, y, label (0: the kind's own), config, groups]    edge [id, from, to, config]
 *     group [id, kind, label (0: the kind's own), parent from 1]    distance [group, group, settings]
 *     action [micros since the one before, fault, target (-1, -2 … are edges, after the nodes come the groups), instance from 1, config]
 */
export function pack({ scenario, playheadMicros, selected }: Shared, definitions: Definitions): Packed {
  const { format, engine, seed, epochMs, name, about, camera, groups = [], distances = [] } = scenario;
  const nodes = scenario.nodes.map((node) => packNode(node, groups, definitions));
  const edges = scenario.edges.map((edge) => packEdge(edge, scenario, definitions));
  return row(
    format,
    engine,
    seed,
    epochMs === DEFAULT_EPOCH_MS ? null : epochMs,
    name,
    about,
    shortIds(nodes, 'n', 0),
    shortIds(edges, 'e', lastNumber(nodes)),
    packScript(scenario, definitions),
    camera && [camera.x, camera.y, camera.zoom],
    playheadMicros,
    selected,
    shortIds(
      groups.map((group) => packGroup(group, groups)),
      'p',
      lastNumber([...nodes, ...edges]),
    ),
    distances.map((distance) => packDistance(distance, groups)),
  );
}

/** Reads what `pack` made, or anything else: what cannot be meant is a problem. */
export function unpack(raw: unknown, definitions: Definitions): { shared: Shared; problems: Problem[] } {
  const [
    format,
    engine,
    seed,
    epochMs,
    name,
    about,
    nodes,
    edges,
    script,
    camera,
    playhead,
    selected,
    ...more
  ] = list(raw);
  const [groups, distances] = more;
  const nodeRows = wholeIds(list(nodes).map(list), 'n', 0);
  const edgeRows = wholeIds(list(edges).map(list), 'e', lastNumber(nodeRows));
  const groupRows = wholeIds(list(groups).map(list), 'p', lastNumber([...nodeRows, ...edgeRows]));
  const [ids, edgeIds, groupIds] = [nodeRows, edgeRows, groupRows].map((rows) => rows.map(([id]) => id));
  const { scenario, problems } = readScenario(
    {
      format,
      engine,
      seed,
      epochMs: epochMs ?? DEFAULT_EPOCH_MS,
      name,
      about,
      nodes: nodeRows.map((node) => unpackNode(node, groupIds)),
      edges: edgeRows.map((edge) => unpackEdge(edge, ids)),
      groups: groupRows.map((group) => unpackGroup(group, groupIds)),
      distances: list(distances).map((distance) => unpackDistance(list(distance), groupIds)),
      script: unpackScript(list(script), [...ids, ...groupIds], edgeIds),
      camera: unpackCamera(camera),
    },
    definitions,
  );
  const late = new Problems();
  const { playheadMicros } = readConfig(
    { playheadMicros: microsField },
    { playheadMicros: playhead },
    '',
    late,
  );
  const known = idsOf(scenario).find((id) => id === selected);
  const shared = { scenario, playheadMicros, selected: known ?? null };
  return { shared, problems: [...problems, ...late.list] };
}

function packNode(node: ScenarioNode, groups: readonly Group[], { kinds }: Definitions): Packed {
  const kind = kinds.get(node.kind)!;
  const label = node.label === kind.label ? 0 : node.label;
  const places = (node.groups ?? []).map((id) => placeIn(groups, id));
  return row(node.id, node.kind, node.x, node.y, label, sparse(kind.fields, node.config), places);
}

function unpackNode([id, kind, x, y, label, config, places]: Packed, groupIds: Packed): unknown {
  const groups = places === undefined ? undefined : list(places).map((place) => groupIds[numberOf(place)]);
  return { id, kind, x, y, label: label === 0 ? undefined : label, config: config ?? undefined, groups };
}

function packEdge(
  { id, from, to, config }: ScenarioEdge,
  { nodes }: Scenario,
  definitions: Definitions,
): Packed {
  const [caller, callee] = [from, to].map((end) => nodes.findIndex((node) => node.id === end));
  const [callerKind, calleeKind] = [caller, callee].map((place) => definitions.kinds.get(nodes[place].kind)!);
  const fields = edgeFields(definitions, callerKind, contractBetween(callerKind, calleeKind)!);
  return row(id, caller, callee, sparse(fields, config));
}

function unpackEdge([id, from, to, config]: Packed, ids: Packed): unknown {
  return { id, from: ids[numberOf(from)], to: ids[numberOf(to)], config: config ?? undefined };
}

function packScript({ nodes, edges, groups = [], script }: Scenario, definitions: Definitions): Packed[] {
  let lastMicros = 0;
  const targets = [...nodes, ...groups];
  return script.map(({ atMicros, fault, target, instance, config }) => {
    const place = targets.findIndex(({ id }) => id === target);
    const micros = atMicros - lastMicros;
    lastMicros = atMicros;
    const edgePlace = edges.findIndex(({ id }) => id === target);
    const { fields } = definitions.faults.get(fault)!;
    return row(
      micros,
      fault,
      place >= 0 ? place : -1 - edgePlace,
      instance === undefined ? null : instance + 1,
      sparse(fields, config),
    );
  });
}

function unpackScript(rows: Packed, ids: Packed, edgeIds: Packed): unknown[] {
  let lastMicros = 0;
  return rows.map(list).map(([micros, fault, at, instance, config]) => {
    lastMicros += numberOf(micros);
    const place = numberOf(at);
    const target = place < 0 ? edgeIds[-1 - place] : ids[place];
    const which = instance == null ? undefined : numberOf(instance) - 1;
    return { atMicros: lastMicros, fault, target, instance: which, config: config ?? undefined };
  });
}

function unpackCamera(raw: unknown): unknown {
  const [x, y, zoom] = list(raw);
  return zoom === undefined ? null : { x, y, zoom };
}
