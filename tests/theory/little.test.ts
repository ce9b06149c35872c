import { expect, test } from 'vitest';
import { library } from '../bundled.ts';

/**
 * Little's law (J. D. C. Little, "A proof for the queuing formula L = lambda W", 1961) as an identity on one run: up
 * to any moment, the time integral of the number in a station is the time that those who left spent in it, plus the
 * time that those still inside have spent so far. Times are whole microseconds, so nothing is rounded and the two
 * sides are compared for equality. A visit is inside from its arrival until it gives its slot back, which for a
 * service is after its own calls, for the others before them.
 */
const { STAGE } = library;

test("Little's law holds exactly at every station of the reference run", () => {
  const reference = library.gallery.get('reference');
  const { scenario } = library.readScenario(reference?.scenario, library.house);
  const { sim, layout } = new library.World(scenario);
  sim.run(60_000_000);
  const stations = layout.hosts.flatMap(({ index, node }) => {
    const { station, life } = sim.instances[index];
    return station === null || life.absent
      ? []
      : [{ index, station, holds: layout.nodes[node].kind.kind === 'service' }];
  });
  expect(stations).toHaveLength(15);
  for (const { index, station, holds } of stations) {
    const { inSystemArea, residenceSum, left } = station.totalsNow();
    let inside = 0;
    let soFar = 0;
    for (const f of sim.frames.inUse()) {
      const stage = sim.frames.stage[f];
      const here = sim.frames.callee[f] === index;
      if (!here || !(stage === STAGE.queued || stage === STAGE.working || (holds && stage === STAGE.held)))
        continue;
      inside++;
      soFar += sim.now - sim.frames.arrived[f >> 1];
    }
    expect(left).toBeGreaterThan(100);
    expect(inside).toBe(station.busy + station.queued);
    expect(inSystemArea).toBe(residenceSum + soFar);
  }
});
