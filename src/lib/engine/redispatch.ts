import { OK } from '#lib/base/outcomes.ts';
import { NEVER, type Balancer, type Fork } from './contract.ts';
import { NONE, type Frame } from './frames.ts';
import type { Host } from './host.ts';

/**
 * Tries another server where the balancer does so itself (nginx's proxy_next_upstream, HAProxy's retries): whether, and
 * after which wait, is the balancer's to say.
 */
export class Redispatch implements Fork {
  constructor(
    private readonly host: Host,
    private readonly balancer: Required<Pick<Balancer, 'again'>> & Pick<Balancer, 'withdraw'>,
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

  /** A try that is under way, or queued, is the balancer's to see end; a wait for the next one only it knows of. */
  withdraw(call: Frame): void {
    if (this.host.frames.child[call] === NONE) this.balancer.withdraw?.(call);
  }

  reset(): void {}

  explain() {
    return [];
  }
}
