import { scaleLinear } from 'd3';
import type { TradeOff } from '#lib/metrics/discovery-figures.ts';

/** What is bought against what is paid. Across in % of the width, down in px. */
export interface TradeOffPicture {
  /** In order of load. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly intervalSeconds: number }[];
  readonly across: readonly { readonly x: number; readonly label: string }[];
  readonly down: readonly { readonly y: number; readonly label: string }[];
}

/** Both axes begin at 0: a share of the picture is a share of the cost. */
export function tradeOffPicture(tradeOff: readonly TradeOff[], height: number): TradeOffPicture {
  const most = (of: (each: TradeOff) => number) => Math.max(1, ...tradeOff.map(of));
  const x = scaleLinear([0, most(({ operationsPerSecond }) => operationsPerSecond)], [0, 100]).nice(5);
  const y = scaleLinear([0, most(({ staleMean }) => staleMean)], [height, 0]).nice(4);
  const points = tradeOff.map(({ intervalSeconds, operationsPerSecond, staleMean }) => {
    return { x: round(x(operationsPerSecond)), y: round(y(staleMean)), intervalSeconds };
  });
  return {
    points: points.sort((a, b) => a.x - b.x),
    across: x.ticks(5).map((at) => ({ x: round(x(at)), label: `${at}/s` })),
    down: y.ticks(4).map((at) => ({ y: round(y(at)), label: `${at} s` })),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
