import { expect, test } from 'vitest';
import type { Listing } from '#lib/base/listing.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { callsText, causeOf } from './ghost-words.ts';
import type { Ghost } from './ghosts.ts';

const plan: Plan = {
  nodes: [],
  hosts: [
    { node: 0, label: 'Gateway', address: '' },
    { node: 0, label: 'App', address: '' },
  ],
  ...{ edges: [], charts: [] },
};
const names = new Map([['n3', 'Registry (Eureka)']]);

const copy = (caller: number, age: number) => ({ edge: 0, caller, age, listed: [7], out: [0] });
const listing: Listing = { host: 7, state: 'live', listed: true, age: 12, left: 168, of: 180 };

function ghost(changes: Partial<Ghost> = {}, listed: Partial<Listing> | null = {}): Ghost {
  return {
    ...{ host: 7, label: 'Order-2', owner: 'n2', isListed: true, isAway: true, byHeart: 0 },
    life: { state: 'down', event: 'crashed', seconds: 12 },
    calls: { count: 17, seconds: 4.2 },
    known: listed === null ? [] : [{ registry: 'n3', listing: { ...listing, ...listed } }],
    copies: [copy(0, 18)],
    ...changes,
  };
}

test.each<[string, Ghost, string]>([
  [
    'a crash',
    ghost(),
    'Gateway’s copy is 18 s old; Order-2 died 12 s ago; Registry (Eureka) will drop it in 168 s.',
  ],
  [
    'several callers: the oldest copy',
    ghost({ copies: [copy(0, 18), copy(1, 3)] }),
    '2 callers’ copies still list Order-2, the oldest is 18 s old; Order-2 died 12 s ago; Registry (Eureka) will drop it in 168 s.',
  ],
  [
    'a lease that ran out and was not looked at yet',
    ghost({}, { left: 0 }),
    'Gateway’s copy is 18 s old; Order-2 died 12 s ago; Registry (Eureka) will drop it at its next sweep.',
  ],
  [
    'self-preservation: nothing will drop it',
    ghost({}, { left: null, note: 'kept by self-preservation' }),
    'Gateway’s copy is 18 s old; Order-2 died 12 s ago; Registry (Eureka) will not drop it: kept by self-preservation.',
  ],
  [
    'a name without leases: how it is decided',
    ghost({}, { left: null, of: 0, note: 'its checks go on' }),
    'Gateway’s copy is 18 s old; Order-2 died 12 s ago; Registry (Eureka) still lists it: its checks go on.',
  ],
  [
    'a hang, whose heartbeats go on',
    ghost({ life: { state: 'hung', event: 'hung', seconds: 40 } }, { age: 3 }),
    'Gateway’s copy is 18 s old; Order-2 has answered nothing for 40 s; Registry (Eureka) heard of it 3 s ago and still lists it.',
  ],
  [
    'a hang that a check noticed',
    ghost({ life: { state: 'hung', event: 'hung', seconds: 40 } }, { age: 45, left: 15 }),
    'Gateway’s copy is 18 s old; Order-2 has answered nothing for 40 s; Registry (Eureka) will drop it in 15 s.',
  ],
  [
    'a copy that outlives the registry’s list',
    ghost({}, { listed: false, left: null }),
    'Gateway’s copy is 18 s old; Order-2 died 12 s ago; Registry (Eureka) does not list it any more.',
  ],
  [
    'an address known by heart',
    ghost({ copies: [], byHeart: 3, life: { state: 'absent', event: 'crashed', seconds: 12 } }, null),
    '3 callers know the address of Order-2 by heart; Order-2 gave up its address 12 s ago.',
  ],
  [
    'a graceful stop',
    ghost({ life: { state: 'down', event: 'asked to stop', seconds: 1.5 } }, { listed: false }),
    'Gateway’s copy is 18 s old; Order-2 was asked to stop 1.5 s ago; Registry (Eureka) does not list it any more.',
  ],
])('the cause of a ghost: %s', (_, cause, says) => {
  expect(causeOf(cause, plan, names)).toBe(says);
});

test('calls to a ghost are counted, with the time they went on', () => {
  expect(callsText({ count: 17, seconds: 4.2 })).toBe('17 calls to a ghost in 4.2 s');
  expect(callsText({ count: 1, seconds: 0 })).toBe('1 call to a ghost');
  expect(callsText({ count: 0, seconds: 0 })).toBe('');
});
