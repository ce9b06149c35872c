// What the deterministic part of the source may not use; ESLint marks it in the editor, the tidy test in the checks.

/** Functions whose last digit ECMAScript leaves to the browser: two engines would compute two digests. */
export const inexactMath = [
  ...['exp', 'expm1', 'log', 'log10', 'log1p', 'log2', 'pow', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];

/** Names that bring in the wall clock or chance from outside the scenario. */
export const outsideWorld = [
  ...['Date', 'performance', 'crypto'],
  ...['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'],
];

export const inexactReason =
  'ECMAScript leaves its last digit to the browser, so digests would differ; use the functions of #lib/engine/random.';

export const outsideReason =
  'A run is a pure function of its scenario; use the world clock (host.now) and the named random streams.';
