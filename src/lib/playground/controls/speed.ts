/** The named stops of the speed control, in simulated seconds a wall second. */
export const SPEED_STOPS: readonly number[] = [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];

const DECADES = 5;
/** The slider snaps to a stop within this share of its way. */
const SNAP = 0.012;

/** The speed at a share (0 to 1) of the slider: 0.001 to 100 on a log scale, snapping to the stops. */
export function speedAt(share: number): number {
  const stop = SPEED_STOPS.find((speed) => Math.abs(shareOf(speed) - share) <= SNAP);
  return stop ?? Number((0.001 * 10 ** (share * DECADES)).toPrecision(2));
}

export function shareOf(speed: number): number {
  return Math.min(1, Math.max(0, Math.log10(speed / 0.001) / DECADES));
}

/** '×0.004', '×2', with at most two significant digits below 10, one below a thousandth. */
export function formatFactor(factor: number): string {
  if (factor >= 10) return `×${Math.round(factor)}`;
  if (factor < 1e-6) return '×0.000001';
  const text = factor.toPrecision(factor < 0.001 ? 1 : 2);
  return `×${text.includes('e') ? factor.toFixed(7).replace(/0+$/, '') : String(Number(text))}`;
}
