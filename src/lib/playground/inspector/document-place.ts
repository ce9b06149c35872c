import { step } from '#lib/base/problem.ts';
import type { Scenario } from '#lib/scenario/document.ts';

/** Where a node or edge stands in the document, as a JSON Pointer; '' when it is not there. */
export function documentPlace({ nodes, edges }: Scenario, id: string): string {
  const node = nodes.findIndex((one) => one.id === id);
  if (node >= 0) return step('/nodes', node);
  const edge = edges.findIndex((one) => one.id === id);
  return edge >= 0 ? step('/edges', edge) : '';
}
