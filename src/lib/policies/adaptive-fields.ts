import { choice, number, variant } from '#lib/base/schema.ts';

const source = 'Netflix concurrency-limits';

/** What becomes of a call for which there is no permit. */
export type LimiterChoice =
  | Readonly<{ is: 'simple' }>
  | Readonly<{ is: 'lifo-blocking'; backlogSize: number; backlogTimeoutMs: number }>;

/** What the algorithm is fed with. */
export type WindowChoice =
  | Readonly<{ is: 'each-call' }>
  | Readonly<{
      is: 'windowed';
      minWindowTimeMs: number;
      maxWindowTimeMs: number;
      windowSize: number;
      minRttThresholdMs: number;
    }>;

/** Whose reading of outcomes counts. */
export type InterceptorChoice = 'by-place' | 'client' | 'server';

/** The settings that all limits of Netflix's concurrency-limits share. */
export const adaptiveFields = {
  interceptor: choice<InterceptorChoice>({
    label: 'What outcomes mean',
    help: 'The library’s gRPC interceptors differ: to the client’s UNAVAILABLE is a drop and every other failure nothing; to the server’s what was late or cancelled is a drop, and an error a success.',
    options: {
      'by-place': 'as where it stands: before calls the client’s, at a door the server’s',
      client: 'ConcurrencyLimitClientInterceptor',
      server: 'ConcurrencyLimitServerInterceptor',
    },
    default: 'by-place',
    source,
  }),
  limiter: variant<LimiterChoice>({
    label: 'Without a permit',
    options: {
      simple: { label: 'refused at once', blurb: 'SimpleLimiter', fields: {} },
      'lifo-blocking': {
        label: 'waits, the newest is served first',
        blurb: 'LifoBlockingLimiter',
        fields: {
          backlogSize: number({
            label: 'backlogSize',
            help: 'Calls that may wait; one more is refused.',
            unit: 'calls',
            min: 0,
            max: 100_000,
            integer: true,
            default: 100,
            source,
          }),
          backlogTimeoutMs: number({
            label: 'backlogTimeout',
            help: 'Who waits for longer is refused.',
            unit: 'ms',
            min: 1,
            max: 600_000,
            default: 1_000,
            source,
          }),
        },
      },
    },
    default: { is: 'simple' },
    source,
  }),
  window: variant<WindowChoice>({
    label: 'Samples',
    options: {
      'each-call': { label: 'each call', blurb: 'The limit is updated by every call that ends.', fields: {} },
      windowed: {
        label: 'averaged over a window',
        blurb: 'WindowedLimit: one update a window, with the mean RTT, the most in flight and any drop.',
        fields: {
          minWindowTimeMs: number({
            label: 'minWindowTime',
            help: 'A window lasts twice its smallest RTT, but at least so long.',
            unit: 'ms',
            min: 100,
            max: 600_000,
            default: 1_000,
            source,
          }),
          maxWindowTimeMs: number({
            label: 'maxWindowTime',
            help: 'A window never lasts longer.',
            unit: 'ms',
            min: 100,
            max: 600_000,
            default: 1_000,
            source,
          }),
          windowSize: number({
            label: 'windowSize',
            help: 'A window with fewer is thrown away.',
            unit: 'calls',
            min: 10,
            max: 1_000_000,
            integer: true,
            default: 10,
            source,
          }),
          minRttThresholdMs: number({
            label: 'minRttThreshold',
            help: 'Samples with a shorter RTT are not counted.',
            unit: 'ms',
            min: 0,
            max: 600_000,
            default: 0.1,
            source,
          }),
        },
      },
    },
    default: { is: 'each-call' },
    source,
  }),
};

/** A number of calls that may be in flight. */
export function concurrency(label: string, value: number, help: string) {
  return number({ label, help, unit: 'calls', min: 1, max: 10_000, integer: true, default: value, source });
}

/** A plain factor. */
export function ratio(
  label: string,
  help: string,
  range: readonly [min: number, max: number, value: number],
) {
  const [min, max, value] = range;
  return number({ label, help, unit: '', min, max, default: value, source });
}
