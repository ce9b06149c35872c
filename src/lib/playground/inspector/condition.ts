import type { Condition } from '#lib/playground/studio/faulting.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';

/** What a fault needs to know of a node, or of one of its instances (from 0), at the moment of the view. */
export function conditionOf(plan: Plan, view: View | null, id: string, instance: number | null): Condition {
  const node = plan.nodes.find((one) => one.id === id);
  if (node === undefined || view === null) return { down: [], isDown: false };
  const hosts = Array.from({ length: node.hosts }, (_, i) => node.firstHost + i);
  const all = hosts.map((host) => view.hosts[host * VIEW_COLUMNS + VIEW.down] === 1);
  const down = instance === null ? all : all.slice(instance, instance + 1);
  return { down, isDown: all.length > 0 && all.every(Boolean) };
}
