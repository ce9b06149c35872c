import type { InstanceFace } from '#lib/kinds/views.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';
import type { Scenario, ScenarioNode } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { LiveEdge, LiveNode } from './live-numbers.svelte.ts';
import { registryFace } from '#lib/playground/discovery/registry-face.ts';
import { mechanismOf } from '#lib/playground/discovery/spoken-names.ts';
import { PlanIndex } from './plan-index.ts';
import { linesOf, pathOf, type Line } from './routes.ts';
import { troubleOf } from './trouble.ts';

/** The live numbers of everything on the canvas, by id; they outlive the runs that fill them. */
export class Live {
  readonly #nodes = new Map<string, LiveNode>();
  readonly #edges = new Map<string, LiveEdge>();
  #index = new PlanIndex();
  /** Every address that some registry hands out. */
  #listed: ReadonlySet<number> = new Set();

  node(id: string): LiveNode {
    return entry(this.#nodes, id, () => new LiveNode());
  }

  edge(id: string): LiveEdge {
    return entry(this.#edges, id, () => new LiveEdge());
  }

  /** Reads the run at `micros`; `view` may be of a moment a little before. */
  update(scenario: Scenario, record: RunRecord, view: View | null, micros: number): void {
    if (this.#index.plan !== record.plan) this.#index = new PlanIndex(record.plan);
    this.#listed = view === null ? new Set() : listedHosts(view);
    const lines = linesOf(scenario);
    for (const from of lines.values()) for (const line of from) this.#updateEdge(line, record, micros);
    for (const node of scenario.nodes) this.#updateNode(node, scenario, record, view, micros);
  }

  #updateEdge({ edge: { id }, openMicros }: Line, record: RunRecord, micros: number): void {
    const live = this.edge(id);
    const place = this.#index.edge(id);
    const rates = place === undefined ? { sent: 0, refused: 0 } : record.edgeRatesAt(micros, place);
    live.sentPerSecond = rates.sent;
    live.refusedPerSecond = rates.refused;
    const chart = this.#index.chart(id, 'breaker');
    if (chart === undefined) {
      live.gauge = null;
      return;
    }
    const last = record.transitions.lastOf(micros, chart, 0);
    const cooled = last && openMicros ? Math.min(1, (micros - last.atMicros) / openMicros) : 0;
    const gauge = {
      state: record.plan.charts[chart].states[record.transitions.stateAt(micros, chart, 0)],
      cooled: Math.round(cooled * 100) / 100,
    };
    if (!same(live.gauge, gauge)) live.gauge = gauge;
  }

  #updateNode(
    node: ScenarioNode,
    scenario: Scenario,
    record: RunRecord,
    view: View | null,
    micros: number,
  ): void {
    const { id } = node;
    const live = this.node(id);
    const place = this.#index.node(id);
    const lines = linesOf(scenario).get(id) ?? [];
    const routes = lines
      .filter(({ hasRow }) => hasRow)
      .map(({ edge }) => {
        const planned = record.plan.edges[this.#index.edge(edge.id) ?? -1];
        return { edge: edge.id, path: pathOf(scenario, edge, planned), gauge: this.edge(edge.id).gauge };
      });
    if (!same(live.routes, routes)) live.routes = routes;
    if (place === undefined) {
      Object.assign(live, { ratePerSecond: 0, badPerSecond: 0, busy: 0, queued: 0, mode: '' });
      live.instances = live.facts = [];
      live.trouble = null;
      return;
    }
    const { taken, ok, bad } = record.nodeRatesAt(micros, place);
    const sent = () => lines.reduce((sum, { edge }) => sum + this.edge(edge.id).sentPerSecond, 0);
    live.ratePerSecond = taken > 0 ? taken : this.#index.isSource(place) ? sent() : 0;
    live.badPerSecond = bad;
    const trouble = troubleOf(scenario.script, id, micros, { ok, bad }, house.faults);
    if (!same(live.trouble, trouble)) live.trouble = trouble;
    const mode = this.#index.chart(id, 'mode');
    live.mode = mode === undefined ? '' : stateName(record, mode, 0, micros);
    if (!view) return;
    this.#updateHosts(live, id, place, record, view, micros);
    const mechanism = mechanismOf(node, house);
    if (mechanism === null) return;
    const face = {
      mechanism: mechanism.name === node.label ? '' : mechanism.name,
      ...registryFace(record, view, place, micros),
    };
    if (!same(live.registry, face)) live.registry = face;
  }

  #updateHosts(
    live: LiveNode,
    id: string,
    place: number,
    record: RunRecord,
    view: View,
    micros: number,
  ): void {
    const { plan } = record;
    const { firstHost, hosts } = plan.nodes[place];
    const sums = [0, 0, 0, 0];
    const instances: InstanceFace[] = [];
    const life = this.#index.chart(id, 'life');
    const listed = this.#listed;
    for (let host = firstHost; host < firstHost + hosts; host++) {
      const instance = host - firstHost;
      const at = (column: number) => view.hosts[host * VIEW_COLUMNS + column];
      const isDown = at(VIEW.down) !== 0;
      const state = life === undefined ? (isDown ? 'down' : 'up') : stateName(record, life, instance, micros);
      // Where nobody was put there is no room for work either.
      if (state !== 'absent') sums.forEach((_, column) => (sums[column] += at(column)));
      const isGhost = isDown && state !== 'starting' && (at(VIEW.holders) > 0 || listed.has(host));
      if (state === 'absent' && !isGhost) continue;
      const ghostCalls = isGhost ? at(VIEW.absenceCalls) : 0;
      instances.push({
        instance,
        label: plan.hosts[host].label,
        life: state,
        version: at(VIEW.version),
        isGhost,
        ghostCalls,
      });
    }
    [live.busy, live.slots, live.queued, live.queueLimit] = sums;
    if (!same(live.instances, instances)) live.instances = instances;
    const facts = view.faces[place] ?? [];
    if (!same(live.facts, facts)) live.facts = facts;
  }
}

function stateName(record: RunRecord, chart: number, subject: number, micros: number): string {
  return record.plan.charts[chart].states[record.transitions.stateAt(micros, chart, subject)];
}

function listedHosts({ registries }: View): ReadonlySet<number> {
  return new Set(
    registries.flatMap(({ listings }) => listings.flatMap(({ host, listed }) => (listed ? [host] : []))),
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function entry<T>(map: Map<string, T>, id: string, make: () => T): T {
  const found = map.get(id) ?? make();
  map.set(id, found);
  return found;
}
