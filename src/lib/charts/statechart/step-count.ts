/** Under which key a chart's counts keep how often `event` was followed out of the state `from`. */
export function stepKey(from: string, event: string): string {
  return `${from}\n${event}`;
}

/** A count in at most five characters, for which the layout keeps room: 9999, 12k, 3.4M. */
export function compactCount(count: number): string {
  if (count < 10_000) return String(count);
  const [unit, letter] = count < 1_000_000 ? [1_000, 'k'] : [1_000_000, 'M'];
  const value = count / unit;
  return `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)}${letter}`;
}
