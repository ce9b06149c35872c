import type { LogReport } from './log-report.ts';

/** Steps beyond these are counted, not listed: a flapping breaker has thousands. */
const MOST_STEPS = 40;

/** A log's replay for people: what was let through, what became of it, and each step of its machine. */
export function logTable({
  policy,
  rows,
  permitted,
  refused,
  triesPerRow,
  outcomes,
  steps,
}: LogReport): string {
  const share = (count: number) => (rows === 0 ? '' : `${((count / rows) * 100).toFixed(1)} %`.padStart(8));
  const line = (name: string, count: number) =>
    `  ${name.padEnd(20)}${count.toLocaleString('en').padStart(9)}${share(count)}`;
  const listed = steps.slice(0, MOST_STEPS).map(({ atMs, subject, from, to, reason }) => {
    return `${(atMs / 1_000).toFixed(3).padStart(9)} s  ${subject}  ${from} → ${to}  ${reason}`;
  });
  const more = steps.length > MOST_STEPS ? [`  … and ${steps.length - MOST_STEPS} steps more`] : [];
  return [
    `${policy}: ${rows.toLocaleString('en')} rows`,
    line('let through', permitted),
    line('turned away', refused),
    `  tries a row         ${triesPerRow.toFixed(2).padStart(9)}`,
    '',
    ...Object.entries(outcomes).map(([outcome, count]) => line(outcome, count)),
    ...(listed.length > 0 ? ['', ...listed, ...more] : []),
  ].join('\n');
}
