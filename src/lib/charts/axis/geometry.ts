import { scaleLinear } from 'd3';

/** One time axis for all that lies above one another: the same x for the same moment. */
export interface TimeAxis {
  readonly spanMicros: number;
  readonly width: number;
  /** Width of one health cell in simulated time. */
  readonly cellMicros: number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  x(micros: number): number;
  /** The moment at x, kept within the axis. */
  micros(x: number): number;
}

const SPANS_S = [60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200];
const CELLS = 60;
const TICK_PX = 84;

/** The axis for a run that has been shown up to `reachedMicros`: it grows by steps, so that it rarely moves. */
export function timeAxis(reachedMicros: number, width: number): TimeAxis {
  const seconds = SPANS_S.find((span) => reachedMicros <= span * 0.98e6) ?? SPANS_S[SPANS_S.length - 1];
  const spanMicros = seconds * 1e6;
  const scale = scaleLinear([0, spanMicros], [0, width]).clamp(true);
  return {
    spanMicros,
    width,
    cellMicros: spanMicros / CELLS,
    ticks: ticksOf(seconds, width).map((at) => ({ x: scale(at * 1e6), label: tickLabel(at, seconds) })),
    x: (micros) => scale(micros),
    micros: (x) => (width > 0 ? Math.round(scale.invert(x)) : 0),
  };
}

const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800];

/** From 0, at least `TICK_PX` apart, leaving room for the last label. */
function ticksOf(seconds: number, width: number): number[] {
  const step = STEPS_S.find((each) => (each / seconds) * width >= TICK_PX) ?? seconds;
  const ticks = [];
  for (let at = 0; at < seconds; at += step) ticks.push(at);
  return ticks;
}

function tickLabel(at: number, span: number): string {
  if (span <= 60) return `${at} s`;
  const minutes = Math.floor(at / 60);
  return at % 60 === 0 ? `${minutes} min` : `${minutes}:${String(at % 60).padStart(2, '0')}`;
}
