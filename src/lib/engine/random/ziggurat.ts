import { exp } from './exp.ts';
import { ln } from './ln.ts';

/**
 * Tables of Marsaglia and Tsang's ziggurat, "The Ziggurat Method for Generating Random Variables" (2000), with the
 * paper's constants: the density is covered by layers of equal area, each as wide as the density's x at its foot.
 * A random word whose layer is i and which is below `edge[i]` gives `word * width[i]` at once.
 */
export interface Ziggurat {
  readonly edge: Uint32Array;
  readonly width: Float64Array;
  /** Density at the foot of each layer, seen from the top. */
  readonly height: Float64Array;
  /** Where the tail of layer 0 begins. */
  readonly tail: number;
}

/** For e^-x over whole words of 32 bits, 256 layers. */
export const exponentialZiggurat = build(
  256,
  4_294_967_296,
  7.69711747013105,
  3.949659822581572e-3,
  (x) => exp(-x),
  (y) => -ln(y),
);

/** For e^(-x^2 / 2), 128 layers, over the 31 bits that a signed word leaves for its size. */
export const normalZiggurat = build(
  128,
  2_147_483_648,
  3.442619855899,
  9.91256303526217e-3,
  (x) => exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * ln(y)),
);

function build(
  layers: number,
  scale: number,
  tail: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Ziggurat {
  const edge = new Uint32Array(layers);
  const width = new Float64Array(layers);
  const height = new Float64Array(layers);
  const base = area / density(tail);
  edge[0] = Math.floor((tail / base) * scale);
  width[0] = base / scale;
  height[0] = 1;
  width[layers - 1] = tail / scale;
  height[layers - 1] = density(tail);
  let x = tail;
  for (let i = layers - 2; i >= 1; i--) {
    const below = x;
    x = inverse(area / below + density(below));
    edge[i + 1] = Math.floor((x / below) * scale);
    width[i] = x / scale;
    height[i] = density(x);
  }
  edge[1] = 0;
  return { edge, width, height, tail };
}
