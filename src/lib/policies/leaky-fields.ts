import { number } from '#lib/base/schema.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

/** Settings of a leaking bucket; as a meter and as a queue its words differ. */
export function leakyFields(capacity: { readonly label: string; readonly help: string }, leakHelp: string) {
  return {
    capacity: number({
      ...capacity,
      unit: 'calls',
      min: 1,
      max: 1_000_000,
      integer: true,
      default: 20,
      source: 'Halfopen',
    }),
    leakPerSecond: number({
      label: 'Leak',
      help: leakHelp,
      unit: '/s',
      min: 0.001,
      max: 1_000_000,
      default: 20,
      source: 'Halfopen',
    }),
    ...keyFields('global', 'Halfopen'),
  };
}
