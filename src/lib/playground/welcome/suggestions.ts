import type { Config, Variant } from '#lib/base/schema.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from '#lib/scenario/document.ts';

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

/** Four small experiments, as far as the scenario has what they need. */
export function suggestionsFor(scenario: Scenario, { kinds }: Definitions): Suggestion[] {
  const targetsOf = (id: string) => scenario.edges.filter(({ to }) => to === id);
  const registry = scenario.nodes.find(({ kind }) => kinds.get(kind)?.takes === 'registry');
  const services = scenario.nodes.filter(({ kind }) => kinds.get(kind)?.instances !== undefined);
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
      watch: scenario.edges.some((edge) => edge.to === failing.id && isGuarded(edge, scenario, kinds))
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
  return found.filter((one) => one !== false);
}

function isGuarded({ from, config }: ScenarioEdge, scenario: Scenario, kinds: Definitions['kinds']): boolean {
  const kind = kinds.get(scenario.nodes.find(({ id }) => id === from)?.kind ?? '');
  const breaker = (config.breaker ?? kind?.ports.calls?.fields.breaker?.default) as Variant | undefined;
  return breaker !== undefined && breaker.is !== 'none';
}

function named(part: string): (node: ScenarioNode) => boolean {
  return ({ label }) => label.toLowerCase().includes(part);
}
