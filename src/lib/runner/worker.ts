import { ProblemError, type Problem } from '#lib/base/problem.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Run } from './run.ts';

/** Wall time that one look may take for each of its two worlds, in ms: short enough to feel at once. */
const BUDGET_MS = 12;

let current: { readonly number: number; readonly run: Run } | null = null;

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  try {
    receive(data);
  } catch (error) {
    if (error instanceof ProblemError) post({ type: 'refused', run: data.run, problems: error.problems });
    else post({ type: 'stopped', run: data.run, problem: problemOf(error) });
  }
});

function receive(message: ToWorker): void {
  if (message.type === 'open') {
    current = null;
    const run = new Run(message.scenario, () => performance.now());
    current = { number: message.run, run };
    post({ type: 'opened', run: message.run, plan: run.plan });
  } else if (current?.number === message.run) {
    if (message.type === 'script') current.run.setScript(message.fromMicros, message.script);
    else post(current.run.look(message, BUDGET_MS));
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineLimit) return { code: error.code, at: '', params: error.params };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'engine-fault', at: '', params: { message } };
}

function post(message: FromWorker): void {
  self.postMessage(message, message.type === 'seen' ? { transfer: buffersOf(message) } : undefined);
}

function buffersOf({ hops, ends, samples, view }: Extract<FromWorker, { type: 'seen' }>): ArrayBuffer[] {
  const columns = [...Object.values(hops), ...Object.values(ends), samples.values, view?.hosts, view?.modes];
  return columns.flatMap((column) => {
    return ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [];
  });
}
