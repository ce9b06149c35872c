import type { Fork } from './contract.ts';
import type { Frame } from './frames.ts';
import type { Host } from './host.ts';

/**
 * Bounds a call as a whole, with its retries and waits: one try, whose outcome is the call's. The time-out itself is the
 * port's lane at this layer; when it runs out, the tries under way are given up.
 */
export class Overall implements Fork {
  constructor(private readonly host: Host) {}

  open(call: Frame): void {
    this.host.attempt(call);
  }

  answered(call: Frame, attempt: Frame): void {
    this.host.conclude(call, this.host.frames.reason[attempt]);
  }

  due(): void {}

  reset(): void {}

  explain() {
    return [];
  }
}
