import { isRecord } from '#lib/base/schema-read.ts';
import type { Migration } from './migrate.ts';

type Raw = Readonly<Record<string, unknown>>;
const OF_REGISTRY = ['leaseSeconds', 'sweepSeconds'];
const OF_EDGE = ['heartbeatSeconds', 'refreshSeconds', 'watch'];

/**
 * A registry's mechanism has all of its settings, on both sides; they used to lie on the registry and on the edges to it. Where
 * edges differed, the first that says something is heard.
 */
export const migration: Migration = {
  format: 2,
  up(document) {
    const nodes = recordsOf(document.nodes);
    const edges = recordsOf(document.edges);
    const registries = new Set(nodes.filter(({ kind }) => kind === 'registry').map(({ id }) => id));
    if (registries.size === 0) return document;
    const settingsOf = (id: unknown, own: Raw) => {
      const said = edges.filter(({ to }) => to === id).map(({ config }) => pick(config, OF_EDGE));
      return Object.assign({}, ...said.toReversed(), pick(own, OF_REGISTRY)) as Raw;
    };
    return {
      ...document,
      nodes: mapRecords(document.nodes, (node) => {
        if (!registries.has(node.id)) return node;
        const own = isRecord(node.config) ? node.config : {};
        const settings = settingsOf(node.id, own);
        const config = without(own, OF_REGISTRY);
        if (Object.keys(settings).length === 0) return { ...node, config };
        return { ...node, config: { ...config, mechanism: { is: 'leased', ...settings } } };
      }),
      edges: mapRecords(document.edges, (edge) => {
        if (!registries.has(edge.to) || !isRecord(edge.config)) return edge;
        return { ...edge, config: without(edge.config, OF_EDGE) };
      }),
    };
  },
};

function recordsOf(list: unknown): readonly Raw[] {
  return Array.isArray(list) ? (list as unknown[]).filter(isRecord) : [];
}

/** What is no record is left as it is: whoever reads the document says what is wrong with it. */
function mapRecords(list: unknown, change: (item: Raw) => Raw): unknown {
  return Array.isArray(list)
    ? (list as unknown[]).map((item) => (isRecord(item) ? change(item) : item))
    : list;
}

function pick(config: unknown, keys: readonly string[]): Raw {
  if (!isRecord(config)) return {};
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));
}

function without(config: Raw, keys: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
}
