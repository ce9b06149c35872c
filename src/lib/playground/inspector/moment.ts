/** A moment of simulated time in a sentence: "12.391 s"; tenths where a thousandth says nothing: "12.4 s". */
export function momentText(micros: number): string {
  return `${moment.format(micros / 1_000_000)} s`;
}

const moment = new Intl.NumberFormat('en', { maximumFractionDigits: 3, minimumFractionDigits: 1 });
