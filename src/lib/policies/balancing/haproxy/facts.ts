import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Servers } from './servers.ts';

interface Backend {
  /** Servers up, and calls that wait. */
  readonly up: number;
  readonly waiting: number;
  readonly fullconn: number;
}

/** A backend's inside: its queue, and what each server has and may have. */
export function factsOf(servers: Servers, { up, waiting, fullconn }: Backend): readonly Fact[] {
  const hosts = Array.from({ length: servers.room }, (_, slot) => slot);
  const underWay = hosts.map((slot) => servers.served[slot] + servers.uncounted[slot]);
  const weights = hosts.map((slot) => servers.effectiveWeight[slot]);
  const bars = (values: readonly number[], of: (slot: number) => object): FactBar[] =>
    values.map((value, slot) => {
      return { label: `${slot + 1}`, value, ...of(slot), note: noteOf(servers, slot) };
    });
  const most = (slot: number) => {
    const maxconn = servers.maxconn(slot);
    return maxconn > 0 ? { of: maxconn } : {};
  };
  return [
    { key: 'endpoints', label: 'Servers up', value: up },
    { key: 'queue', label: 'Waiting in the queue', value: waiting },
    { key: 'served', label: 'Under way', value: sum(underWay), bars: bars(underWay, most) },
    {
      key: 'weight',
      label: 'Effective weight',
      value: sum(weights),
      bars: bars(weights, () => ({})),
    },
    ...(fullconn > 0
      ? [{ key: 'backend', label: 'Requests in the backend', value: servers.requests, of: fullconn }]
      : []),
  ];
}

function noteOf(servers: Servers, slot: number): string {
  if (!servers.isUp(slot)) return 'down';
  if (servers.isStarting(slot)) return 'slow start';
  if (servers.isFull(slot)) return 'full';
  return servers.groupOf(slot) === 1 ? 'backup' : '';
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
