import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

/**
 * Envoy's retry_host_predicate `previous_hosts` (ZoneAwareLoadBalancerBase::chooseHost, and the same in thread_aware_lb_impl.cc): a
 * balancer is asked again while it gives a host that the call was sent to before, up to host_selection_retry_max_attempts
 * times; what it gives last is taken. Each draw leaves its traces: a turn is used up, whoever had it.
 */
export class PreviousHosts {
  private readonly host: Host;
  private readonly most: number;

  constructor(build: Build<{ readonly hostSelectionRetryMaxAttempts: number }>) {
    this.host = build.host;
    this.most = build.config.hostSelectionRetryMaxAttempts;
  }

  /** Whether the balancer is asked again, after so many times, since it gave this slot. */
  refuse(call: Frame, slot: number, askedAgain: number): boolean {
    const { base, parent, tried } = this.host.frames;
    if (askedAgain >= this.most || base[call] === 0) return false;
    return ((tried[parent[call]] >>> (slot & 31)) & 1) === 1;
  }
}
