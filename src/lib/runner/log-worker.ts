import { EngineLimit } from '#lib/engine/limit.ts';
import { silent } from '#lib/engine/sink.ts';
import { runLog } from '#lib/world/log-run.ts';
import { LogWorld } from '#lib/world/log-world.ts';
import type { Config } from '#lib/base/schema.ts';
import type { Trial, Tried, TriedSide } from './log-protocol.ts';

self.addEventListener('message', ({ data }: MessageEvent<Trial>) => {
  const tried: Tried = { number: data.number, sides: data.sides.map((config) => sideOf(data, config)) };
  self.postMessage(tried);
});

function sideOf({ log, hosts, epochMs, lookMicros }: Trial, config: Config): TriedSide {
  const options = { config, hosts, epochMs };
  try {
    const { rows, steps } = runLog(log, options);
    const { outcome, tries, host, waitedMs } = rows;
    const world = new LogWorld(log, options, silent);
    world.run(lookMicros);
    const inside = world.port.parts.map(([title, part]) => ({ title, facts: part.explain() }));
    return { problem: null, outcome, tries, host, waitedMs, steps, inside };
  } catch (error) {
    if (error instanceof EngineLimit) {
      return { problem: { code: error.code, at: '', params: { node: 'the callee', ...error.params } } };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { problem: { code: 'engine-fault', at: '', params: { message } } };
  }
}
