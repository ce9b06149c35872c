import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { placedToys } from '#lib/scenario/toys.ts';
import { faultFields } from './fault-fields.ts';

test('the other side of a partition is chosen among the other groups, or is all that is outside', () => {
  const { fields } = house.faults.get('partition')!;
  const { with: other, mode } = faultFields(fields, 'p9', placedToys().groups ?? []);
  expect(other).toMatchObject({
    is: 'choice',
    default: '',
    options: { '': 'all that is outside', p10: 'East', p11: 'Zone', p12: 'Rack 1' },
  });
  expect(mode).toBe(fields.mode);
});
