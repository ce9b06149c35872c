import type { Palette } from './sprites.ts';

/** The light theme's colours, for tests and for pictures made where there is no page. */
export const palette: Palette = {
  ok: 0xff5d8000,
  fail: 0xff004ac2,
  refuse: 0xff0075b0,
  late: 0xff7f43a8,
  lookup: 0xffbf7f1f,
  beat: 0xffa1938a,
  ink: 0xff261f1b,
  panel: 0xffffffff,
};
