import type { Fact } from '#lib/base/fact.ts';
import type { GaugeFace, InstanceFace, NodeFace, RouteFace } from '#lib/kinds/views.ts';
import type { Trouble } from './trouble.ts';

/** A node's numbers at the playhead. Cards read them one by one, so that only what changed is drawn anew. */
export class LiveNode implements NodeFace {
  ratePerSecond = $state(0);
  badPerSecond = $state(0);
  busy = $state(0);
  slots = $state(0);
  queued = $state(0);
  queueLimit = $state(0);
  mode = $state('');
  instances = $state.raw<readonly InstanceFace[]>([]);
  facts = $state.raw<readonly Fact[]>([]);
  routes = $state.raw<readonly RouteFace[]>([]);
  registry = $state.raw<NodeFace['registry']>(null);
  trouble = $state.raw<Trouble | null>(null);
}

/** An edge's numbers at the playhead. */
export class LiveEdge {
  sentPerSecond = $state(0);
  refusedPerSecond = $state(0);
  gauge = $state.raw<GaugeFace | null>(null);
}
