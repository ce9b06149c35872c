import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { hasErrors } from '#lib/base/messages.ts';
import { contractBetween } from '#lib/scenario/definitions.ts';
import {
  emptyScenario,
  type Action,
  type Scenario,
  type ScenarioEdge,
  type ScenarioNode,
} from '#lib/scenario/document.ts';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import { decodeLink, encodeLink } from '#lib/share/codec.ts';
import { World } from '#lib/world/world.ts';
import type { KindDefinition } from './definition.ts';
import { behaviours } from './behaviours.ts';
import { kinds } from './kinds.ts';

/**
 * What every kind must keep to, whatever it does. The list is the registry's: a folder copied into `kinds/` is held
 * to all of this without a line being added here.
 */
const SECONDS = 10;

/**
 * The kind at its defaults, with a client before it, and behind it one of everything that it can call, or one service
 * if it passes on to one node only.
 */
function around(kind: KindDefinition, script: readonly Action[] = []): Scenario {
  const others = [...kinds.values()].filter((other) => other.kind !== kind.kind);
  const behind = others.filter((other) => {
    const contract = contractBetween(kind, other);
    return contract !== null && (contract !== 'calls' || !kind.passesOn || other.kind === 'service');
  });
  // Who talks with a registry are the callers and the called: all of them, and the former call the latter.
  const before = others.filter((other) => {
    return contractBetween(other, kind) !== null && (other.takes === undefined || kind.takes === 'registry');
  });
  const nodes = [kind, ...behind, ...before].map(({ kind, fields }, i): ScenarioNode => {
    return { id: `n${i}`, kind, label: kind, x: 0, y: 0, config: defaultsOf(fields) };
  });
  const edges = nodes.slice(1).map(({ id }, i): ScenarioEdge => {
    const [from, to] = i < behind.length ? ['n0', id] : [id, 'n0'];
    return { id: `e${i}`, from, to, config: {} };
  });
  const client = nodes.find((node) => kinds.get(node.kind)?.takes === undefined && node.id !== 'n0');
  const called = kind.takes === 'registry' ? nodes.slice(1).filter((node) => node !== client) : [];
  const calls = called.map(({ id }, i): ScenarioEdge => {
    return { id: `c${i}`, from: client?.id ?? '', to: id, config: {} };
  });
  return { ...emptyScenario(), nodes, edges: [...edges, ...calls], script };
}

/** Every fault that applies to it, each at a time of its own, and again later. */
function trouble(kind: KindDefinition): Action[] {
  const fitting = [...house.faults.values()].filter((fault) => fault.target !== 'edge' && fault.suits(kind));
  return [...fitting, ...fitting.toReversed()].map((fault, i): Action => {
    const action = { atMicros: (i + 1) * 600_000, fault: fault.fault, target: 'n0', config: {} };
    return fault.target === 'instance' ? { ...action, instance: 0 } : action;
  });
}

function runOf(scenario: Scenario): string {
  const { sim } = new World(scenario);
  sim.run(SECONDS * 1e6);
  return sim.digest.text();
}

describe.each([...kinds.values()])('the kind $kind', (kind) => {
  test('is called like its folder, and has a behaviour, a face and a card', () => {
    const folder = new URL(`./${kind.kind}/`, import.meta.url);
    for (const file of ['kind.ts', 'behaviour.ts', 'Node.svelte', 'docs.md']) {
      expect(existsSync(new URL(file, folder)), file).toBe(true);
    }
    expect(behaviours.has(kind.kind)).toBe(true);
    const card = readFileSync(new URL('docs.md', folder), 'utf8');
    for (const part of ['## Modelled', '## Not modelled', '## Sources']) expect(card).toContain(part);
    expect(kind.label).not.toBe('');
    expect(kind.blurb).toMatch(/^[A-Z].*\.$/);
  });

  test('is valid at its defaults, and connects as its contracts say', () => {
    const { scenario, problems } = readScenario(around(kind, trouble(kind)), house);
    expect(problems).toEqual([]);
    expect(scenario.nodes.map(({ id }) => id)).toContain('n0');
    // What can be called can be broken: faults go by what a kind says of itself, not by its name.
    expect(trouble(kind).length > 0).toBe(kind.takes !== undefined);
    expect(scenario.edges.length + Number(kind.takes === undefined)).toBeGreaterThan(0);
  });

  test('lives through ten seconds of traffic and of every fault that applies to it', () => {
    const { sim } = new World(around(kind, trouble(kind)));
    sim.run(SECONDS * 1e6);
    expect(sim.now).toBeGreaterThan((SECONDS - 2) * 1e6);
    for (const { station, behaviour } of sim.instances) {
      if (station) expect(station.busy).toBeLessThanOrEqual(station.slots);
      for (const fact of [...(behaviour.face?.() ?? []), ...(behaviour.explain?.() ?? [])]) {
        expect(fact.label).not.toBe('');
      }
    }
    const traffic = sim.counters.sent.reduce((sum, each) => sum + each, 0);
    expect(traffic).toBeGreaterThan(0);
  });

  test('goes on from a snapshot as if nothing had been', () => {
    const scenario = around(kind, trouble(kind));
    const straight = runOf(scenario);
    const first = new World(scenario).sim;
    for (let half = 1; half < 2 * SECONDS; half++) {
      first.run(half * 500_000);
      const second = new World(scenario).sim;
      second.run((2 * SECONDS - half) * 500_000);
      second.restore(first.save());
      second.run(SECONDS * 1e6);
      expect(second.digest.text()).toBe(straight);
    }
  });

  test('goes through a link unharmed', async () => {
    const scenario = around(kind, trouble(kind));
    const link = await encodeLink({ scenario, playheadMicros: 5, selected: 'n0' }, house);
    const { shared, problems } = await decodeLink(link, house);
    expect(hasErrors(problems)).toBe(false);
    expect(runOf(shared!.scenario)).toBe(runOf(scenario));
  });
});
