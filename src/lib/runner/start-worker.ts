import type { FromWorker } from './protocol.ts';
import type { WorkerLike } from './handle.ts';

/** Starts the real worker: the one place on the page that names its file. */
export function startWorker(): WorkerLike {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const like: WorkerLike = {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    onmessage: null,
    onerror: null,
  };
  worker.onmessage = (event: MessageEvent<FromWorker>) => like.onmessage?.(event);
  worker.onerror = (event) => like.onerror?.({ message: event.message || 'the worker could not be loaded' });
  worker.onmessageerror = () => like.onerror?.({ message: 'a message could not be read' });
  return like;
}
