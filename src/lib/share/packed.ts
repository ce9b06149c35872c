import { Problems, type Problem } from '#lib/base/problem.ts';
import { diffConfig } from '#lib/base/schema-diff.ts';
import { completeConfig, readConfig } from '#lib/base/schema-read.ts';
import type { Config, Fields } from '#lib/base/schema.ts';
import { contractBetween, edgeFields, type Definitions } from '#lib/scenario/definitions.ts';
import {
  DEFAULT_EPOCH_MS,
  type Scenario,
  type ScenarioEdge,
  type ScenarioNode,
} from '#lib/scenario/document.ts';
import { microsField } from '#lib/scenario/fields.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import type { Shared } from './codec.ts';
import { lastNumber, shortIds, wholeIds } from './id-rows.ts';

/**
 * The positional form of version 0: names of the document's own parts are left out, settings keep theirs (so
 * that a definition may gain or reorder settings), ends of edges and targets are places in the list of nodes,
 * times are differences. Values at the end of a row that say nothing are cut off.
 *
 *     [format, engine, seed, epochMs, name, about, nodes, edges, script, camera, playheadMicros, selected]
 *     node [id (0: see id-rows.ts), kind, x, y, label (0: the kind's own), config]    edge [id, from, to, config]
 *     action [micros since the one before, fault, target (-1, -2 … are edges), instance from 1, config]
 */
export type Packed = readonly unknown[];

export function pack({ scenario, playheadMicros, selected }: Shared, definitions: Definitions): Packed {
  const { format, engine, seed, epochMs, name, about, camera } = scenario;
  const nodes = scenario.nodes.map((node) => packNode(node, definitions));
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
  );
}

/** Reads what `pack` made, or anything else: what cannot be meant is a problem. */
export function unpack(raw: unknown, definitions: Definitions): { shared: Shared; problems: Problem[] } {
  const [format, engine, seed, epochMs, name, about, nodes, edges, script, camera, playhead, selected] =
    list(raw);
  const nodeRows = wholeIds(list(nodes).map(list), 'n', 0);
  const edgeRows = wholeIds(list(edges).map(list), 'e', lastNumber(nodeRows));
  const [ids, edgeIds] = [nodeRows, edgeRows].map((rows) => rows.map(([id]) => id));
  const { scenario, problems } = readScenario(
    {
      format,
      engine,
      seed,
      epochMs: epochMs ?? DEFAULT_EPOCH_MS,
      name,
      about,
      nodes: nodeRows.map(unpackNode),
      edges: edgeRows.map((edge) => unpackEdge(edge, ids)),
      script: unpackScript(list(script), ids, edgeIds),
      camera: unpackCamera(camera),
    },
    definitions,
  );
  const more = new Problems();
  const { playheadMicros } = readConfig(
    { playheadMicros: microsField },
    { playheadMicros: playhead },
    '',
    more,
  );
  const known = [...scenario.nodes, ...scenario.edges].some(({ id }) => id === selected);
  const shared = { scenario, playheadMicros, selected: known ? (selected as string) : null };
  return { shared, problems: [...problems, ...more.list] };
}

function packNode(node: ScenarioNode, { kinds }: Definitions): Packed {
  const kind = kinds.get(node.kind)!;
  const label = node.label === kind.label ? 0 : node.label;
  return row(node.id, node.kind, node.x, node.y, label, sparse(kind.fields, node.config));
}

function unpackNode([id, kind, x, y, label, config]: Packed): unknown {
  return { id, kind, x, y, label: label === 0 ? undefined : label, config: config ?? undefined };
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

function packScript({ nodes, edges, script }: Scenario, definitions: Definitions): Packed[] {
  let lastMicros = 0;
  return script.map(({ atMicros, fault, target, instance, config }) => {
    const place = nodes.findIndex(({ id }) => id === target);
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

/** Null when nothing differs from the defaults. */
function sparse(fields: Fields, config: Config): Config | null {
  const difference = diffConfig(fields, completeConfig(fields, config));
  return Object.keys(difference).length > 0 ? difference : null;
}

function unpackCamera(raw: unknown): unknown {
  const [x, y, zoom] = list(raw);
  return zoom === undefined ? null : { x, y, zoom };
}

/** Absent means 0: see `row`. Not `Number(raw)`, which runs what a hostile `toString` is. */
function numberOf(raw: unknown): number {
  return typeof raw === 'number' ? raw : raw === undefined ? 0 : NaN;
}

function list(raw: unknown): Packed {
  return Array.isArray(raw) ? raw : [];
}

/** A row without the zeros, nulls and empty lists at its end: reading takes an absent value for one of these. */
function row(...values: unknown[]): Packed {
  let length = values.length;
  while (length > 0 && saysNothing(values[length - 1])) length--;
  return values.slice(0, length);
}

function saysNothing(value: unknown): boolean {
  return value === null || value === 0 || (Array.isArray(value) && value.length === 0);
}
