import { bundle } from '../src/cli/bundle.js';

/** Makes the bundle before the workers start, so that they all find it ready. */
export async function setup(): Promise<void> {
  await bundle();
}
