import { library } from '../bundled.ts';
import { interval } from './student.ts';

type Scenario = ConstructorParameters<typeof library.World>[0];

export interface Measured {
  readonly mean: number;
  readonly half: number;
}

export interface Plan {
  /** Thrown away: the run begins empty, not in equilibrium. */
  readonly warmUpMicros: number;
  readonly batchMicros: number;
  readonly batches: number;
}

/** Mean time in system of the requests in ms, and the share of busy slots of one node's instances. */
export function measure(scenario: Scenario, node: string, plan: Plan): { ms: Measured; busy: Measured } {
  let sumMicros = 0;
  let count = 0;
  const world = new library.World(scenario, {
    wantsHops: false,
    hop: () => undefined,
    ended: (at, start) => {
      sumMicros += at - start;
      count++;
    },
    transition: () => undefined,
  });
  const { sim, layout } = world;
  const stations = layout.nodes
    .filter(({ id }) => id === node)
    .flatMap(({ hosts, instances }) => hosts.slice(0, instances))
    .flatMap(({ index }) => sim.instances[index].station ?? []);
  const slots = stations.reduce((sum, station) => sum + station.slots, 0);
  const busyArea = () => stations.reduce((sum, station) => sum + station.totalsNow().busyArea, 0);

  sim.run(plan.warmUpMicros);
  const ms: number[] = [];
  const busy: number[] = [];
  let began = sim.now;
  let area = busyArea();
  for (let batch = 1; batch <= plan.batches; batch++) {
    sumMicros = count = 0;
    sim.run(plan.warmUpMicros + batch * plan.batchMicros);
    ms.push(sumMicros / count / 1_000);
    const areaNow = busyArea();
    busy.push((areaNow - area) / (sim.now - began) / slots);
    [began, area] = [sim.now, areaNow];
  }
  return { ms: interval(ms), busy: interval(busy) };
}
