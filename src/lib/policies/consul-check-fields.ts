import { number } from '#lib/base/schema.ts';

/** How often a Consul check asks, and how many results decide. */
export function consulCheckFields(timeoutSeconds = 10, timeout = 'After which a check has failed.') {
  return {
    intervalSeconds: number({
      label: 'interval',
      help: 'From the end of one check to the next; the first comes at random within it.',
      unit: 's',
      min: 1,
      max: 86_400,
      default: 10,
      source: 'course: Consul asks for a value',
    }),
    timeoutSeconds: number({
      label: 'timeout',
      help: timeout,
      unit: 's',
      min: 0.001,
      max: 3_600,
      default: timeoutSeconds,
      source: 'Consul',
    }),
    successBeforePassing: results(
      'success_before_passing',
      'Good results in a row; 0 = the first one decides.',
    ),
    failuresBeforeWarning: results('failures_before_warning', 'Failures in a row; 0 = as before critical.'),
    failuresBeforeCritical: results(
      'failures_before_critical',
      'Failures in a row; 0 = the first one decides.',
    ),
  };
}

function results(label: string, help: string) {
  return number({ label, help, unit: '', min: 0, max: 1_000, integer: true, default: 0, source: 'Consul' });
}
