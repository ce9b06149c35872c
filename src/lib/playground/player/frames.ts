/** Who calls before each picture; tests give a fake. */
export interface FrameSource {
  /** Calls back once, with wall time in milliseconds from any fixed origin. */
  request(callback: (wallMs: number) => void): number;
  cancel(id: number): void;
  /** True while nobody sees the page: simulated time rests. */
  hidden(): boolean;
}

export const browserFrames: FrameSource = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (id) => cancelAnimationFrame(id),
  hidden: () => document.hidden,
};
