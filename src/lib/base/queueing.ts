import { number, variant, type VariantField } from './schema.ts';

/** In which order those who wait are served, and who is given up, as plain data. */
export type Queueing =
  | Readonly<{ is: 'fifo' }>
  | Readonly<{ is: 'lifo' }>
  | Readonly<{ is: 'codel'; targetMs: number; intervalMs: number }>
  | Readonly<{ is: 'adaptive-lifo'; targetMs: number; intervalMs: number }>;

/** A setting that holds a `Queueing`. */
export function queueing(): VariantField<Queueing> {
  return variant<Queueing>({
    label: 'Queue',
    help: 'Who is next, and who has waited too long to be worth it: those are refused as queue full.',
    options: {
      fifo: { label: 'first come, first served', fields: {} },
      lifo: { label: 'newest first', fields: {} },
      codel: {
        label: 'CoDel',
        fields: {
          targetMs: ms('Target', 5, 'RFC 8289', 'A wait that may stay.'),
          intervalMs: ms(
            'Interval',
            100,
            'RFC 8289',
            'Once waits were longer for so long, some are refused.',
          ),
        },
      },
      'adaptive-lifo': {
        label: 'adaptive LIFO',
        fields: {
          targetMs: ms('Longest wait, overloaded', 5, 'Facebook', 'The newest are served first then.'),
          intervalMs: ms('Interval', 100, 'Facebook', 'A queue not empty for so long is overloaded.'),
        },
      },
    },
    default: { is: 'fifo' },
    source: 'Halfopen',
  });
}

function ms(label: string, value: number, source: string, help: string) {
  return number({ label, help, unit: 'ms', min: 1, max: 60_000, default: value, source });
}
