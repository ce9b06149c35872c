import { nearest } from '#lib/base/nearest.ts';
import { step, type Problems } from '#lib/base/problem.ts';
import { diffConfig } from '#lib/base/schema-diff.ts';
import { completeConfig, readConfig, reportUnknown, shown } from '#lib/base/schema-read.ts';
import type { Config } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import type { Definitions } from './definitions.ts';
import { LIMITS, type Action, type Group, type ScenarioEdge, type ScenarioNode } from './document.ts';
import { microsField } from './fields.ts';
import { readGroupId } from './read-groups.ts';
import { readItems, readName } from './read-items.ts';

const KNOWN = ['atMicros', 'fault', 'target', 'instance', 'config'];

interface Topology {
  readonly nodes: readonly ScenarioNode[];
  readonly edges: readonly ScenarioEdge[];
  readonly groups: readonly Group[];
}

/** The actions of a document that name a known fault and a target it fits, in the order of time. */
export function readScript(
  raw: unknown,
  topology: Topology,
  definitions: Definitions,
  problems: Problems,
): Action[] {
  let lastMicros = 0;
  const script = readItems(raw, '/script', LIMITS.actions, problems, (item, at) => {
    const action = readAction(item, topology, definitions, at, problems);
    if (action === null) return null;
    if (action.atMicros < lastMicros) problems.add('script-order', step(at, 'atMicros'), {});
    lastMicros = action.atMicros;
    return action;
  });
  return script.sort((a, b) => a.atMicros - b.atMicros);
}

/** What a fault acts on, as a document knows it: an instance is named by its node. */
export function aimOf({ target }: Pick<FaultDefinition, 'target'>): 'node' | 'edge' | 'group' {
  return target === 'instance' ? 'node' : target;
}

/** How many instances a node has. */
export function instancesOf(node: ScenarioNode, kind: KindDefinition): number {
  return kind.instances?.(completeConfig(kind.fields, node.config) as never) ?? 1;
}

function readAction(
  item: Readonly<Record<string, unknown>>,
  topology: Topology,
  definitions: Definitions,
  at: string,
  problems: Problems,
): Action | null {
  reportUnknown(item, KNOWN, at, problems);
  const name = readName(item, 'fault', at, problems);
  const target = readName(item, 'target', at, problems);
  if (item.atMicros === undefined) problems.add('missing', step(at, 'atMicros'), { name: 'atMicros' });
  if (name === null || target === null || item.atMicros === undefined) return null;
  const fault = definitions.faults.get(name);
  if (fault === undefined) {
    const known = [...definitions.faults.keys()];
    const params = { value: shown(name), choices: known.join(', '), nearest: nearest(name, known) };
    problems.add('unknown-fault', step(at, 'fault'), params);
    return null;
  }
  if (!fits(fault, item, target, topology, definitions, at, problems)) return null;
  const { atMicros } = readConfig({ atMicros: microsField }, { atMicros: item.atMicros }, at, problems);
  const config = readConfig(fault.fields, item.config, step(at, 'config'), problems);
  if (!groupsFit(fault, config, target, topology.groups, step(at, 'config'), problems)) return null;
  const instance = fault.target === 'instance' ? { instance: item.instance as number } : {};
  return { atMicros, fault: name, target, ...instance, config: diffConfig(fault.fields, config) };
}

function fits(
  fault: FaultDefinition,
  { instance }: Readonly<Record<string, unknown>>,
  target: string,
  { nodes, edges, groups }: Topology,
  definitions: Definitions,
  at: string,
  problems: Problems,
): boolean {
  const wanted = aimOf(fault);
  const targets: readonly { readonly id: string }[] = { node: nodes, edge: edges, group: groups }[wanted];
  if (!targets.some(({ id }) => id === target)) {
    problems.add('unknown-target', step(at, 'target'), { id: shown(target), wanted, fault: fault.label });
    return false;
  }
  if (fault.target !== 'instance' && instance !== undefined) {
    problems.add('no-instances', step(at, 'instance'), { fault: fault.label, wanted });
    return false;
  }
  const node = nodes.find(({ id }) => id === target);
  const kind = node && definitions.kinds.get(node.kind);
  if (node === undefined || kind === undefined) return true;
  if (!fault.suits(kind)) {
    problems.add('wrong-fault', at, { fault: fault.label, kind: kind.label });
    return false;
  }
  return fault.target === 'node' || fitsInstance(instance, node, kind, at, problems);
}

/** Settings that name a group name one that is there, and not the target itself. */
function groupsFit(
  { fields }: FaultDefinition,
  config: Config,
  target: string,
  groups: readonly Group[],
  at: string,
  problems: Problems,
): boolean {
  return Object.entries(fields).every(([key, field]) => {
    if (field.is !== 'text' || field.holds !== 'group' || config[key] === '') return true;
    if (readGroupId(config[key], groups, step(at, key), problems) === null) return false;
    if (config[key] !== target) return true;
    problems.add('self-partition', step(at, key), { label: groups.find(({ id }) => id === target)!.label });
    return false;
  });
}

function fitsInstance(
  instance: unknown,
  node: ScenarioNode,
  kind: KindDefinition,
  at: string,
  problems: Problems,
): boolean {
  const count = instancesOf(node, kind);
  if (instance === undefined) problems.add('missing', step(at, 'instance'), { name: 'instance' });
  else if (typeof instance === 'number' && Number.isInteger(instance) && instance >= 0 && instance < count) {
    return true;
  } else {
    problems.add('unknown-instance', step(at, 'instance'), { node: node.label || node.id, count });
  }
  return false;
}
