import { msToMicros } from '#lib/base/time.ts';
import { Build } from '#lib/engine/build.ts';
import { deployment } from '#lib/engine/fleet-story.ts';
import { Fleet } from '#lib/engine/fleet.ts';
import { Host } from '#lib/engine/host.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { behaviours } from '#lib/kinds/behaviours.ts';
import { chosenOf, scalers } from '#lib/policies/behaviours.ts';
import type { LaidNode, Layout } from './layout.ts';

/** Gives each node whose instances may come and go somebody who keeps them. */
export function makeFleets(sim: Simulation, layout: Layout): void {
  for (const node of layout.nodes) sim.fleets.push(fleetOf(sim, layout, node));
}

function fleetOf(sim: Simulation, { scenario }: Layout, node: LaidNode): Fleet | null {
  const settings = behaviours.get(node.kind.kind)?.fleet?.(node.config as never);
  if (settings === undefined) return null;
  const first = node.hosts[0].index;
  const { autoscaling, replaceAfterMicros } = settings;
  const build = new Build(sim, autoscaling, new Host(sim, first), {
    owner: node.id,
    instance: 0,
    instances: [node.label],
    seed: scenario.seed,
    epochMicros: msToMicros(scenario.epochMs),
  });
  const scaler = chosenOf(scalers, autoscaling.is)?.(build as never) ?? null;
  const { instances, hosts } = node;
  return new Fleet(
    sim,
    { first, addresses: hosts.length, instances, replaceAfterMicros, scaler },
    build.chart(deployment),
  );
}
