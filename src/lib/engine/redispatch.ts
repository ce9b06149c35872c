import { OK } from '#lib/base/outcomes.ts';
import { NEVER, type Balancer, type Fork } from './contract.ts';
import type { Frame } from './frames.ts';
import type { Host } from './host.ts';

/**
 * Tries another server where the balancer does so itself (nginx's proxy_next_upstream, HAProxy's retries): whether, and
 * after which wait, is the balancer's to say.
 */
export class Redispatch implements Fork {
  constructor(
    private readonly host: Host,
    private readonly balancer: Required<Pick<Balancer, 'again'>>,
  ) {}

  open(call: Frame): void {
    this.host.attempt(call);
  }

  answered(call: Frame, attempt: Frame): void {
    const { status, reason } = this.host.frames;
    const wait = status[attempt] === OK ? NEVER : this.balancer.again(call, attempt);
    if (wait === NEVER) this.host.conclude(call, reason[attempt]);
    else if (wait === 0) this.host.attempt(call);
    else this.host.delay(call, wait);
  }

  due(call: Frame): void {
    this.host.attempt(call);
  }

  reset(): void {}

  explain() {
    return [];
  }
}
