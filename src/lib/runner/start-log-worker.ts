import type { Trial, Tried, Untried } from './log-protocol.ts';

/** A worker that tries policies on logs, and how to be rid of it. */
export interface LogWorkerLike {
  postMessage(trial: Trial): void;
  terminate(): void;
}

/** Starts it; the one place on the page that names its file. */
export function startLogWorker(
  tried: (tried: Tried) => void,
  failed: (message: string) => void,
): LogWorkerLike {
  const worker = new Worker(new URL('./log-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Tried | Untried>) => {
    if ('failure' in data) failed(data.failure);
    else tried(data);
  };
  worker.onerror = (event) => failed(event.message || 'the worker could not be loaded');
  return worker;
}
