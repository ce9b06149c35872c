import { duration, type Duration } from '#lib/base/duration.ts';
import { flag, list, number, text, variant, type Fields, type Unit } from '#lib/base/schema.ts';

/** Shapes of a client's load, as plain data. The client's request rate is the base of ramp, step and spike, and the mean of the wave. */
export type Load =
  | Readonly<{ is: 'steady' }>
  | Readonly<{ is: 'users'; users: number; think: Duration; rampUpSeconds: number }>
  | Readonly<{ is: 'ramp'; toPerSecond: number; afterSeconds: number; overSeconds: number }>
  | Readonly<{ is: 'step'; steps: readonly Step[] }>
  | Readonly<{ is: 'burst'; requests: number; everySeconds: number }>
  | Readonly<{ is: 'spike'; peakPerSecond: number; atSeconds: number; forSeconds: number }>
  | Readonly<{ is: 'wave'; amplitudePercent: number; periodSeconds: number }>
  | Readonly<{ is: 'recorded'; log: string; fromFirst: boolean; loopSeconds: number }>;
export type Step = Readonly<{ atSeconds: number; ratePerSecond: number }>;
export type LoadOf<Is extends Load['is']> = Extract<Load, { is: Is }>;

const source = 'Halfopen';
const MAX_SECONDS = 86_400;
/** Digits pack into little more than half their length: a link still has room for the rest of the scenario. */
const MAX_LOG = 40_000;

const options: Readonly<Record<Load['is'], { readonly label: string; readonly fields: Fields }>> = {
  steady: { label: 'steady', fields: {} },
  users: {
    label: 'users who wait for answers',
    fields: {
      users: whole('Users', 1, 100_000, 50, 'Each asks again only when it has its answer and has thought.'),
      think: duration({
        label: 'Thinks',
        help: 'From an answer, or a failure, to the next request. At most 1,000 requests a second come from one user.',
        default: { is: 'exponential', meanMs: 1_000 },
        source,
      }),
      rampUpSeconds: seconds('Ramp-up', 0, 10, 'In which the users come, at equal gaps.'),
    },
  },
  ramp: {
    label: 'ramp',
    fields: {
      toPerSecond: rate('Up or down to', 200),
      afterSeconds: seconds('Begins after', 0, 0),
      overSeconds: seconds('Takes', 0, 30),
    },
  },
  step: {
    label: 'steps',
    fields: {
      steps: list<Step>({
        label: 'Steps',
        help: 'From each of these times on the rate is this.',
        item: { atSeconds: seconds('At', 0, 10), ratePerSecond: rate('Rate', 100) },
        maxItems: 20,
        default: [{ atSeconds: 10, ratePerSecond: 100 }],
        source,
      }),
    },
  },
  burst: {
    label: 'bursts',
    fields: {
      requests: whole('At once', 1, 10_000, 100, undefined, 'calls'),
      everySeconds: seconds('Every', 0.001, 5, 'The first comes after one such time.'),
    },
  },
  spike: {
    label: 'spike',
    fields: {
      peakPerSecond: rate('Peak', 400),
      atSeconds: seconds('At', 0, 10),
      forSeconds: seconds('For', 0, 5),
    },
  },
  wave: {
    label: 'wave, such as of a day',
    fields: {
      amplitudePercent: number({
        label: 'Amplitude',
        help: 'At 100 % the rate goes from nothing to twice the mean.',
        unit: '%',
        min: 0,
        max: 100,
        default: 80,
        source,
      }),
      periodSeconds: seconds('Period', 0.1, 60, 'It begins at the mean and rises first.'),
    },
  },
  recorded: {
    label: 'recorded',
    fields: {
      log: text({
        label: 'Arrivals',
        help: 'Milliseconds, one row a request. With a header line atMs,path each row says what it asks for; NDJSON will do as well.',
        maxLength: MAX_LOG,
        holds: 'arrivals',
        default: '',
        source,
      }),
      fromFirst: flag({
        label: 'Begin with the first',
        help: 'The first row arrives at the start, whatever its time: for logs that count from 1970.',
        default: false,
        source,
      }),
      loopSeconds: seconds('Again every', 0, 0, '0: once. A round is never shorter than the recording.'),
    },
  },
};

/** The setting that holds a `Load`. */
export const loadField = variant<Load>({
  label: 'Load',
  help: 'How requests come over time. Bursts, users and recordings do not heed the request rate, nor whether arrivals are Poisson.',
  options,
  default: { is: 'steady' },
  source,
});

function seconds(label: string, min: number, value: number, help?: string) {
  return number({ label, help, unit: 's', min, max: MAX_SECONDS, default: value, source });
}

function rate(label: string, value: number) {
  return number({ label, unit: '/s', min: 0, max: 100_000, default: value, source });
}

function whole(label: string, min: number, max: number, value: number, help?: string, unit: Unit = '') {
  return number({ label, help, unit, min, max, integer: true, default: value, source });
}
