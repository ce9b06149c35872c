import { EngineLimit } from '#lib/engine/limit.ts';
import { silent } from '#lib/engine/sink.ts';
import { loadChosen } from '#lib/policies/load-policies.ts';
import { runLog } from '#lib/world/log-run.ts';
import { LogWorld } from '#lib/world/log-world.ts';
import type { Config } from '#lib/base/schema.ts';
import type { Trial, Tried, TriedSide, Untried } from './log-protocol.ts';

self.addEventListener('message', ({ data }: MessageEvent<Trial>) => void answer(data));

async function answer(trial: Trial): Promise<void> {
  const { number, sides } = trial;
  try {
    await loadChosen(sides);
  } catch (error) {
    const untried: Untried = { number, failure: error instanceof Error ? error.message : String(error) };
    self.postMessage(untried);
    return;
  }
  const tried: Tried = { number, sides: sides.map((config) => sideOf(trial, config)) };
  self.postMessage(tried);
}

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
