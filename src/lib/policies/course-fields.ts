import { number } from '#lib/base/schema.ts';

/** Settings that the course's breaker and its variants have in common; what each of them makes of one is its own to say. */

const most = 1_000;
const source = 'course';

export function failureThreshold(
  help = 'Failures in a row that open it; one success sets the count back to 0.',
) {
  return number({
    label: 'Failure threshold',
    help,
    unit: 'calls',
    min: 1,
    max: most,
    integer: true,
    default: 5,
    source,
  });
}

export function cooldownSeconds(help: string) {
  return number({ label: 'Cooldown', help, unit: 's', min: 0.001, max: 3_600, default: 30, source });
}

export function successThreshold(help: string) {
  return number({
    label: 'Success threshold',
    help,
    unit: 'calls',
    min: 1,
    max: most,
    integer: true,
    default: 2,
    source,
  });
}
