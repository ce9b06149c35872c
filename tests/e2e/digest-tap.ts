import type { FromWorker, ToWorker } from '../../src/lib/runner/protocol.ts';

/** A digest as the page's own worker tells it, and the moment it is of. */
export interface Tapped {
  readonly atMicros: number;
  readonly digest: string;
}

declare global {
  interface Window {
    /** What the worker was last asked to look at; null from a change of the run until the next answer. */
    tapped: Tapped | null;
    /** The page's own, so that a test can take it away. */
    worker: Worker | null;
  }
}

/**
 * Runs in the page before anything else does: asks for a digest with every look the page takes at its run, and
 * keeps the latest answer. Nothing else of the talk between page and worker is touched, so it is the digest
 * of exactly what the person sees.
 */
export function tapDigests(): void {
  window.tapped = window.worker = null;
  let changes = 0;
  /** For each look that is not answered yet, how many changes it comes after. */
  let looks: number[] = [];
  const { postMessage } = Worker.prototype;

  Worker.prototype.postMessage = function (this: Worker, message: ToWorker) {
    if (message.type === 'look') {
      looks.push(changes);
      postMessage.call(this, { ...message, digest: true });
      return;
    }
    changes++;
    window.tapped = null;
    postMessage.call(this, message);
  };

  window.Worker = new Proxy(Worker, {
    construct(Native, given: ConstructorParameters<typeof Worker>) {
      const worker = new Native(...given);
      window.worker = worker;
      looks = [];
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
        if (data.type !== 'seen') return;
        const asked = looks.shift();
        if (asked !== changes || !data.view?.digest) return;
        window.tapped = { atMicros: data.view.atMicros, digest: data.view.digest };
      });
      return worker;
    },
  });
}
