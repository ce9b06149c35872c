import { ProblemError, Problems } from '#lib/base/problem.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import { LEVER } from '#lib/engine/levers.ts';
import { hashText } from '#lib/engine/random/hash.ts';
import type { Deed } from '#lib/engine/script.ts';
import type { Lever } from '#lib/faults/definition.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action } from '#lib/scenario/document.ts';
import { aimOf } from '#lib/scenario/read-script.ts';
import { hostsIn, placeNumber } from './geography.ts';
import type { Layout } from './layout.ts';

/** A script as what it does to the levers of hosts and edges. @throws ProblemError naming the first bad action */
export function deedsOf(script: readonly Action[], layout: Layout, definitions: Definitions): Deed[] {
  const { groups = [] } = layout.scenario;
  return script.flatMap((action, index) => {
    const problems = new Problems();
    const at = `/script/${index}`;
    const fault = definitions.faults.get(action.fault);
    if (fault === undefined) {
      const choices = [...definitions.faults.keys()].join(', ');
      problems.add('unknown-fault', `${at}/fault`, { value: action.fault, choices, nearest: '' });
      throw new ProblemError(problems.list);
    }
    const wanted = aimOf(fault);
    const edge = layout.edges.find(({ id }) => wanted === 'edge' && id === action.target);
    const node = layout.nodes.find(({ id }) => wanted === 'node' && id === action.target);
    const group = groups.find(({ id }) => wanted === 'group' && id === action.target);
    if (node === undefined && edge === undefined && group === undefined) {
      const params = { id: action.target, wanted, fault: fault.label };
      problems.add('unknown-target', `${at}/target`, params);
      throw new ProblemError(problems.list);
    }
    const config = readConfig(fault.fields, action.config, `${at}/config`, problems);
    problems.throwIfAny();
    const hosts = (group === undefined ? (node?.hosts ?? []) : hostsIn(layout, group.id))
      .filter(({ instance }) => action.instance === undefined || instance === action.instance)
      .map((host) => host.index);
    const name = `${action.target}/${action.instance ?? '*'}/${action.fault}`;
    const here = placeNumber(groups, group?.id ?? null);
    return fault.levers(config as never).map((setting): Deed => ({
      atMicros: action.atMicros,
      hosts: setting.lever === 'partition' ? [] : hosts,
      edges: edge === undefined ? [] : [edge.index],
      lever: CODES[setting.lever],
      value: setting.value,
      sides: [here, placeNumber(groups, setting.with || null)],
      ...(setting.text === undefined ? {} : { text: setting.text }),
      hash: hashText([name, setting.with || setting.text].filter(Boolean).join('/'), 0),
    }));
  });
}

const CODES: Readonly<Record<Lever, number>> = LEVER;
