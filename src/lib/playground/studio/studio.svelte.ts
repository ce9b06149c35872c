import { tick, untrack } from 'svelte';
import { ProblemError, type Problem } from '#lib/base/problem.ts';
import type { Config } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import { startWorker } from '#lib/runner/start-worker.ts';
import { emptyScenario, LIMITS, type Action, type GroupKind, type Scenario } from '#lib/scenario/document.ts';
import { connectionProblems } from '#lib/scenario/connections.ts';
import type * as Editing from '#lib/scenario/editing.ts';
import type { Edit } from '#lib/scenario/edits.ts';
import { beginHistory, closeStep, freshId, redo, undo, type History } from '#lib/scenario/history.ts';
import { idsOf } from '#lib/scenario/ids.ts';
import { runChange } from '#lib/scenario/run-changes.ts';
import { Live } from '#lib/playground/canvas/live.ts';
import type { LabStart } from '#lib/playground/lab/lab-start.ts';
import { CARD, freeLabel, freePlace, roomBetween } from '#lib/playground/canvas/placing.ts';
import { Wires } from '#lib/playground/canvas/wires.ts';
import { Player } from '#lib/playground/player/player.svelte.ts';
import { EdgeTables } from '#lib/playground/traffic/geometry.ts';
import { HopStore } from '#lib/playground/traffic/hop-store.ts';
import { headroomMicros } from '#lib/playground/traffic/thinning.ts';
import { bring } from './bring.ts';
import { applies, suitedInstance, suitsInstance, undoing, type Condition } from './faulting.ts';
import { house } from '#lib/scenario/house.ts';
import { groupCondition, groupStateAt } from './group-state.ts';
import { freeGroupLabel, outerFor } from './grouping.ts';
import { Keeping } from './keeping.svelte.ts';
import { say } from './say.svelte.ts';
import { withAction } from './script.ts';
import type { Selected } from './selected.ts';
import type { Stage } from './stage.ts';
import { Theme } from './theme.svelte.ts';

/** An edit that changes the run waits so long for the next one, so that a slider does not start fifty runs. */
const REOPEN_MS = 120;
/** Of a name that is made of another one: room for what follows it. */
const SUFFIX_ROOM = 7;

/**
 * The one state of the page. Everything a person does goes through here, so that it can be undone, is saved,
 * and reaches the run: cosmetic edits never do, a changed script is run anew from where it changed, and any
 * other edit is run anew from the start up to where the person is.
 */
export class Studio {
  #history = $state.raw<History>(beginHistory(emptyScenario()));
  #selected = $state.raw<Selected | null>(null);
  /** What went wrong and is still worth showing; the newest last. */
  problems = $state.raw<readonly Problem[]>([]);
  /** The fault that waits for its target to be picked on the canvas. */
  aiming = $state.raw<FaultDefinition | null>(null);
  /** Id of the node whose name is being written. */
  renaming = $state<string | null>(null);
  /** Ids of all that is selected on the canvas; of several, none is looked into. */
  marked = $state.raw<readonly string[]>([]);
  /** Id of the node that a connection is to start from, while its other end is chosen from a list. */
  connecting = $state<string | null>(null);
  /** What the lab was opened with; null while it is closed. */
  lab = $state.raw<LabStart | null>(null);
  /** How many documents were opened: with each one the view begins anew. */
  opened = $state(0);
  /** What the traffic layer draws. */
  readonly toggles = $state({ heartbeats: true, checks: true, lookups: true, requests: true });

  readonly definitions = house;
  readonly theme = new Theme();
  readonly live = new Live();
  readonly hops = new HopStore();
  readonly edges = new EdgeTables();
  readonly wires = new Wires(this.edges);
  readonly player = new Player({ startWorker, hops: this.hops, headroomMicros });
  readonly keeping = new Keeping(
    () => ({
      history: this.#history,
      playheadMicros: Math.ceil(this.player.playheadMicros),
      selected: this.#selected?.id ?? null,
    }),
    (problem) => this.report(problem),
  );
  /** Set by the canvas while it is mounted. */
  stage: Stage | null = null;

  /** What edits; it comes with the first edit, for the first picture needs none. */
  #editing: typeof Editing | null = null;
  /** The furthest moment shown of this story: what lies behind it in the script has not been seen. */
  #seenMicros = 0;
  #reopening: ReturnType<typeof setTimeout> | null = null;

  get scenario(): Scenario {
    return this.#history.present;
  }

  get selected(): Selected | null {
    return this.#selected;
  }

  get history(): History {
    return this.#history;
  }

  /**
   * Applies an edit as one step that can be undone; a refused one is said, and changes nothing. False: it was refused, or
   * has to wait a moment.
   */
  apply(change: Edit): boolean {
    const editing = this.#editingOr(() => this.apply(change));
    if (editing === null) return false;
    try {
      this.#turnTo(editing.edit(this.#history, change, this.definitions));
      return true;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      for (const problem of error.problems) say(problem);
      return false;
    }
  }

  /** The next edit is a step of its own: call when a drag or a typed text ends. */
  closeStep(): void {
    this.#history = closeStep(this.#history);
  }

  undo(): void {
    this.#turnTo(undo(this.#history));
  }

  redo(): void {
    this.#turnTo(redo(this.#history));
  }

  /** Does something to the running system now: it becomes an action of the script at the playhead. */
  act(fault: string, target: string, instance?: number, config: Config = {}): void {
    if (this.#editingOr(() => this.act(fault, target, instance, config)) === null) return;
    const atMicros = this.player.nextUnseenMicros();
    const action: Action = {
      atMicros,
      fault,
      target,
      ...(instance === undefined ? {} : { instance }),
      config,
    };
    const script = withAction(this.scenario.script, action, this.#seenMicros);
    if (!this.apply({ edit: 'set-script', script })) return;
    this.#seenMicros = atMicros;
    // One microsecond later it has happened: at rest too, whoever acts sees what it did.
    if (!this.player.playing) this.player.seek(atMicros + 1);
  }

  /**
   * Breaks (or mends) this node or edge now if the fault applies to it; says whether it did. A fault of instances
   * hits the one named, or the first that it suits.
   */
  strike(fault: FaultDefinition, target: string, instance?: number): boolean {
    const condition = this.conditionOf(target);
    if (!applies(fault, target, this.scenario, this.definitions, condition)) return false;
    const ofInstance = fault.target === 'instance';
    if (ofInstance && instance !== undefined && !suitsInstance(fault, condition, instance)) return false;
    const hit = ofInstance ? (instance ?? suitedInstance(fault, condition) ?? 0) : undefined;
    const mending = undoing(fault, target, this.scenario.script, this.player.nextUnseenMicros());
    this.act(fault.fault, target, hit, mending ?? {});
    this.aiming = null;
    return true;
  }

  conditionOf(id: string): Condition {
    if (this.isGroup(id)) {
      return groupCondition(groupStateAt(this.scenario, this.definitions, this.player.shownMicros), id);
    }
    const { instances, mode } = this.live.node(id);
    const most = instances.at(-1)?.instance ?? -1;
    const lives = Array.from({ length: most + 1 }, (_, place) => {
      return instances.find(({ instance }) => instance === place)?.life ?? 'absent';
    });
    const serves = instances.some(({ life }) => life !== 'down' && life !== 'absent');
    return { lives, isDown: mode === 'down' || (mode === '' && instances.length > 0 && !serves) };
  }

  /** True while a fault looks for a target and this node or edge is one. */
  isAimable(id: string): boolean {
    if (this.aiming === null) return false;
    return applies(this.aiming, id, this.scenario, this.definitions, this.conditionOf(id));
  }

  select(id: string | null, instance?: number): void {
    const same = id === this.#selected?.id && instance === this.#selected?.instance;
    if (same) return;
    this.#selected = id === null ? null : { id, instance };
    this.player.focus = id;
  }

  /** Adds a node near `middle`, or near the middle of what is in sight, and selects it. */
  addNode(kind: string, middle = this.stage?.centre() ?? { x: 0, y: 0 }): void {
    if (this.#editingOr(() => this.addNode(kind, middle)) === null) return;
    const id = freshId(this.#history, 'n');
    const label = freeLabel(this.scenario, this.definitions.kinds.get(kind)?.label ?? kind);
    const wanted = { x: middle.x - CARD.width / 2, y: middle.y - CARD.height / 2 };
    const node = { id, kind, label, ...freePlace(this.scenario, wanted) };
    if (this.apply({ edit: 'add-node', node })) this.select(id);
  }

  isGroup(id: string | undefined): boolean {
    return (this.scenario.groups ?? []).some((group) => group.id === id);
  }

  /** Makes a group around nodes, in the one in which all of them are at home, and selects it. */
  addGroup(is: GroupKind, nodes: readonly string[]): void {
    if (this.#editingOr(() => this.addGroup(is, nodes)) === null) return;
    const id = freshId(this.#history, 'p');
    const label = freeGroupLabel(this.scenario, is);
    const parent = outerFor(this.scenario, is, nodes);
    if (this.apply({ edit: 'add-group', group: { id, is, label, parent }, nodes })) this.select(id);
  }

  connect(from: string, to: string): void {
    if (this.#editingOr(() => this.connect(from, to)) === null) return;
    const id = freshId(this.#history, 'e');
    const isFirst = this.scenario.edges.length === 0;
    if (!this.apply({ edit: 'connect', id, from, to })) return;
    this.select(id);
    // What was nothing but boxes can run now, and does.
    if (isFirst && this.player.playheadMicros === 0) this.player.play();
  }

  /** Server-side discovery: puts a node that passes on between the ends of an edge of calls, and selects it. */
  putBetween(edge: string): void {
    if (this.#editingOr(() => this.putBetween(edge)) === null) return;
    const kind = [...this.definitions.kinds.values()].find(({ passesOn }) => passesOn);
    const ends = this.scenario.edges.find(({ id }) => id === edge);
    if (kind === undefined || ends === undefined) return;
    const [id, calls, lookup] = (['n', 'e', 'e'] as const).map((prefix, i) =>
      freshId(this.#history, prefix, i),
    );
    const { place, moves } = roomBetween(this.scenario, ends.from, ends.to);
    const callee = this.scenario.nodes.find((node) => node.id === ends.to)?.label ?? '';
    const label = freeLabel(this.scenario, `${callee.slice(0, LIMITS.label - SUFFIX_ROOM)} LB`.trim());
    const node = { id, kind: kind.kind, label, ...place };
    if (!this.apply({ edit: 'put-between', edge, node, calls, lookup, moves })) return;
    this.select(id);
    if (moves.length > 0) void tick().then(() => this.stage?.fit());
  }

  /** Client-side discovery: takes a node that passes on away, and selects the edge of the first who called it. */
  callDirectly(id: string): void {
    if (this.#editingOr(() => this.callDirectly(id)) === null) return;
    const callers = this.scenario.edges.filter(({ to }) => to === id);
    const lookups = callers.map((_, i) => freshId(this.#history, 'e', i));
    if (this.apply({ edit: 'call-directly', id, lookups })) this.select(callers[0]?.id ?? null);
  }

  /** Why the one cannot call the other, or null if it can. */
  whyNot(from: string, to: string): Problem | null {
    return connectionProblems(this.scenario, from, to, this.definitions)[0] ?? null;
  }

  remove(ids: readonly string[]): void {
    if (ids.length > 0) this.apply({ edit: 'remove', ids });
  }

  /** Opens a document in place of the present one, which stays among the recent works. */
  open(scenario: Scenario, at = { playheadMicros: 0, playing: true }, selected: string | null = null): void {
    void this.keeping.startNew();
    this.openHistory(beginHistory(scenario), at, selected);
  }

  /** Turns the page to a document with its undo; where it is kept does not change. */
  openHistory(
    history: History,
    at = { playheadMicros: 0, playing: true },
    selected: string | null = null,
  ): void {
    this.#cancelReopening();
    this.#history = history;
    this.#seenMicros = at.playheadMicros;
    this.aiming = this.renaming = this.connecting = null;
    this.opened++;
    this.player.open(history.present, at);
    this.select(null);
    if (selected !== null && this.#has(selected)) this.select(selected);
  }

  /** Keeps a problem in sight until it is dismissed. */
  report(problem: Problem): void {
    if (this.problems.some(({ code, at }) => code === problem.code && at === problem.at)) return;
    this.problems = [...this.problems, problem];
  }

  dismiss(problem: Problem): void {
    this.problems = this.problems.filter((one) => one !== problem);
  }

  /** Brings what edits. Once it is here every edit is done when its call returns. */
  async prepareEditing(): Promise<void> {
    this.#editing ??= await import('#lib/scenario/editing.ts');
  }

  /** Follows the run: live numbers, edges, how far it was seen. Call in a component; stops with it. */
  follow(): void {
    $effect(() => this.wires.follow(this.player.plan));
    $effect(() => {
      // Whatever of these changes is worth keeping.
      void [this.#history, this.#selected, this.player.playing];
      untrack(() => this.keeping.keep());
    });
    $effect(() => {
      if (this.player.tick < 0) return;
      this.live.update(this.scenario, this.player.record, this.player.view, this.player.shownMicros);
      this.#seenMicros = Math.max(this.#seenMicros, this.player.shownMicros);
    });
  }

  dispose(): void {
    this.#cancelReopening();
    this.player.dispose();
    this.theme.dispose();
  }

  /** What edits; null when it is yet to come, and then `again` is called when it is there, in the order of asking. */
  #editingOr(again: () => void): typeof Editing | null {
    if (this.#editing === null) void bring(this, this.prepareEditing(), again);
    return this.#editing;
  }

  #turnTo(history: History): void {
    const before = this.scenario;
    this.#history = history;
    if (this.#selected !== null && !this.#has(this.#selected.id)) this.select(null);
    const change = runChange(before, this.scenario);
    if (change === 'same' || this.#reopening !== null) {
      if (change !== 'same') this.#reopen();
    } else if (change === 'anew') this.#reopen();
    else this.player.setScript(change.fromMicros, this.scenario.script);
  }

  #reopen(): void {
    this.#cancelReopening();
    this.#reopening = setTimeout(() => {
      this.#reopening = null;
      const { player } = this;
      player.open(this.scenario, { playheadMicros: player.nextUnseenMicros(), playing: player.playing });
    }, REOPEN_MS);
  }

  #cancelReopening(): void {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
  }

  #has(id: string): boolean {
    return idsOf(this.scenario).includes(id);
  }
}
