/** One double seen as two 32-bit words, on machines of either byte order. Shared scratch: fill it, read it, done. */
export const float = new Float64Array([1]);
export const words = new Uint32Array(float.buffer);

/** Index in `words` of the word that holds sign, exponent and the upper 20 bits of the fraction. */
export const HIGH = words[1] === 0x3ff00000 ? 1 : 0;
export const LOW = 1 - HIGH;
