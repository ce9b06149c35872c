import type { Config, Fields } from '#lib/base/schema.ts';
import type { ScenarioEdge } from './document.ts';

/** Of a configuration the settings of these names. */
export function only(config: Config, names: readonly string[]): Config {
  return Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name)));
}

/** The edge with its path written down: one that is not follows from the callee's id, and would change with the callee. */
export function withPath(edge: ScenarioEdge, fields: Fields): ScenarioEdge {
  if (!('path' in fields)) return edge;
  return { ...edge, config: { ...edge.config, path: edge.config.path || `/${edge.to}` } };
}
