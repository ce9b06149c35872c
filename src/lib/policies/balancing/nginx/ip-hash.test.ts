import { expect, test } from 'vitest';
import { chain, loneNginx } from './lone-nginx.ts';

/** By hand for 192.168.1.*: 89, then 3978, 4441 and 154 after the first round; 5052, 383 and 5654 after the second. */
const CLIENT = ((192 << 24) | (168 << 16) | (1 << 8) | 77) >>> 0;

function ofClient(servers: Parameters<typeof loneNginx>[0]) {
  const lone = loneNginx(servers, { method: 'ip-hash' });
  Object.assign(lone.sim.instances[0], { hash: CLIENT });
  return lone;
}

test.each([
  [[1, 1, 1], 'b'], // 154 % 3 = 1
  [[3, 1, 1], 'c'], // 154 % 5 = 4
  [[1, 2], 'b'],
  [[2, 3, 2], 'a'], // 154 % 7 = 0
])('ip_hash of 192.168.1.* with weights %j is %s, every time', (weights, server) => {
  const lone = ofClient(weights.map((weight) => ({ weight })));
  expect([chain(lone), chain(lone)]).toEqual([server, server]);
});

test('a server that refused, or is disabled, costs a further round', () => {
  const lone = ofClient([{}, {}, {}]);
  lone.refuse(1, true);
  expect(chain(lone)).toBe('b c'); // 5654 % 3 = 2
  expect(chain(lone)).toBe('c');
});
