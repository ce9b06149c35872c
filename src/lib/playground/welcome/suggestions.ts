import type { Config, Variant } from '#lib/base/schema.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario, ScenarioNode } from '#lib/scenario/document.ts';

/** Something worth trying on a scenario, and how to do it. */
export interface Suggestion {
  readonly title: string;
  /** What to watch for. */
  readonly watch: string;
  readonly fault: string;
  readonly target: string;
  readonly instance?: number;
  readonly config: Config;
  /** Simulated seconds a wall second at which it can be followed. */
  readonly speed: number;
  /** Node or edge to look at meanwhile. */
  readonly look: string;
}

const MOST = 4;

/** Four small experiments, as far as the scenario has what they need. */
export function suggestionsFor(scenario: Scenario, { kinds }: Definitions): Suggestion[] {
  const targetsOf = (id: string) => scenario.edges.filter(({ to }) => to === id);
  const registry = scenario.nodes.find(({ kind }) => kinds.get(kind)?.takes === 'registry');
  const services = scenario.nodes.filter(({ kind }) => {
    return kinds.get(kind)?.instances !== undefined && !kinds.get(kind)?.passesOn;
  });
  const balancer = scenario.nodes.find((node) => {
    return kinds.get(node.kind)?.passesOn === true && targetsOf(node.id).length > 0;
  });
  const guarded = services.filter(({ id }) => targetsOf(id).length > 0);
  const failing = guarded.find(named('payment')) ?? guarded[0];
  const registered = guarded.filter(({ id }) =>
    scenario.edges.some(({ from, to }) => from === id && to === registry?.id),
  );
  const killed = registered.find(named('search')) ?? registered.at(-1);
  const store = scenario.nodes.find(({ kind }) => kind === 'database');
  const found: (Suggestion | false)[] = [
    failing !== undefined && {
      title: `Break ${failing.label}`,
      watch: isGuarded(failing.id, scenario, kinds)
        ? 'Its breaker opens, and the rest stays healthy.'
        : 'No breaker guards it: every caller waits for an error.',
      ...{ fault: 'fail-share', target: failing.id, config: { percent: 100 } },
      speed: 0.5,
      look: targetsOf(failing.id)[0].id,
    },
    killed !== undefined && {
      title: `Kill an instance of ${killed.label}`,
      watch: 'A ghost, until its lease runs out.',
      ...{ fault: 'kill-instance', target: killed.id, instance: 0, config: {} },
      speed: 2,
      look: killed.id,
    },
    balancer !== undefined && {
      title: `Kill ${balancer.label}`,
      watch: 'One more thing to fail: nobody gets past it.',
      ...{ fault: 'kill-instance', target: balancer.id, instance: 0, config: {} },
      speed: 0.5,
      look: balancer.id,
    },
    registry !== undefined && {
      title: 'Take the registry down',
      watch: 'Traffic goes on with the copies callers hold.',
      ...{ fault: 'registry-down', target: registry.id, config: {} },
      speed: 2,
      look: registry.id,
    },
    store !== undefined && {
      title: `Slow ${store.label} by 2 s`,
      watch: 'Connections fill up, then threads, then patience.',
      ...{ fault: 'add-latency', target: store.id, config: { extraMs: 2000 } },
      speed: 1,
      look: store.id,
    },
  ];
  return found.filter((one) => one !== false).slice(0, MOST);
}

/** Whether a breaker stands before it, be it before a balancer on the way. */
function isGuarded(id: string, scenario: Scenario, kinds: Definitions['kinds']): boolean {
  return scenario.edges.some(({ from, to, config }) => {
    if (to !== id) return false;
    const kind = kinds.get(scenario.nodes.find((node) => node.id === from)?.kind ?? '');
    const breaker = (config.breaker ?? kind?.ports.calls?.fields.breaker?.default) as Variant | undefined;
    const guards = breaker !== undefined && breaker.is !== 'none';
    return guards || (kind?.passesOn === true && isGuarded(from, scenario, kinds));
  });
}

function named(part: string): (node: ScenarioNode) => boolean {
  return ({ label }) => label.toLowerCase().includes(part);
}
