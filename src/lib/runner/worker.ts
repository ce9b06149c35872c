import { gather } from '#lib/world/gather.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Reception } from './reception.ts';

const reception = new Reception({
  load: gather,
  post,
  clock: () => performance.now(),
});

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void reception.receive(data));

function post(message: FromWorker): void {
  self.postMessage(message, message.type === 'seen' ? { transfer: buffersOf(message) } : undefined);
}

function buffersOf({ hops, ends, samples, view }: Extract<FromWorker, { type: 'seen' }>): ArrayBuffer[] {
  const columns = [...Object.values(hops), ...Object.values(ends), samples.values, view?.hosts, view?.modes];
  return columns.flatMap((column) => {
    return ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [];
  });
}
