/** '22.412 s', from a minute on '1:02.412', from an hour on '1:00:02.412'; never rounded up to a moment not reached. */
export function formatClock(micros: number, digits: 1 | 3 | 6 = 3): string {
  const unit = 10 ** (6 - digits);
  const whole = Math.floor(micros / unit);
  const seconds = Math.floor(whole / 10 ** digits);
  const rest = String(whole % 10 ** digits).padStart(digits, '0');
  if (seconds < 60) return `${seconds}.${rest} s`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}.${rest}`;
}

/** A duration with three digits: '85 µs', '3.1 ms', '1.25 s'; a dash for NaN. */
export function formatDuration(micros: number): string {
  if (Number.isNaN(micros)) return '–';
  if (micros < 1_000) return `${Math.round(micros)} µs`;
  if (micros < 1_000_000) return `${short(micros / 1_000)} ms`;
  return `${short(micros / 1_000_000)} s`;
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
