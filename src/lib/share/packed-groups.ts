import { isRecord } from '#lib/base/schema-read.ts';
import { GROUP_KINDS, type Distance, type Group } from '#lib/scenario/document.ts';
import { distanceFields, groupFields } from '#lib/scenario/fields.ts';
import { numberOf, row, sparse, type Packed } from './rows.ts';

export function packGroup({ id, is, label, parent }: Group, groups: readonly Group[]): Packed {
  const name = label === groupFields.is.options[is] ? 0 : label;
  return row(id, GROUP_KINDS.indexOf(is), name, parent === null ? 0 : placeIn(groups, parent) + 1);
}

export function unpackGroup([id, kind, label, parent]: Packed, groupIds: Packed): unknown {
  const outer = parent === undefined ? null : groupIds[numberOf(parent) - 1];
  return {
    id,
    is: GROUP_KINDS[numberOf(kind)] ?? kind,
    label: label === 0 ? undefined : label,
    parent: outer,
  };
}

export function packDistance({ between, latency }: Distance, groups: readonly Group[]): Packed {
  return row(...between.map((id) => placeIn(groups, id)), sparse(distanceFields, { latency }));
}

export function unpackDistance([a, b, settings]: Packed, groupIds: Packed): unknown {
  const between = [groupIds[numberOf(a)], groupIds[numberOf(b)]];
  return { ...(isRecord(settings) ? settings : {}), between };
}

export function placeIn(groups: readonly Group[], id: string): number {
  return groups.findIndex((group) => group.id === id);
}
