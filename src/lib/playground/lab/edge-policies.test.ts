import { expect, test } from 'vitest';
import { edgePolicies } from './edge-policies.ts';

const none = { is: 'none' };
const balancer = { is: 'round-robin' };

test.each<[what: string, config: Record<string, unknown>, families: string[]]>([
  ['a breaker alone leaves the other side to the lab', { breaker: { is: 'course' }, balancer }, ['breaking']],
  [
    'a limiter is compared with no limit',
    { breaker: none, limiter: { is: 'gcra' }, balancer },
    ['limiting', 'balancing'],
  ],
  ['nothing but a balancer is that balancer', { breaker: none, balancer }, ['balancing']],
  ['nothing chosen is nothing tried', { breaker: none }, []],
])('%s', (_, config, families) => {
  expect(edgePolicies(config).map(({ family }) => family)).toEqual(families);
});
