import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Rates } from '#lib/policies/ejecting/rates.ts';
import { WHY, type Ejections } from './ejections.ts';
import type { EnvoyOutlierConfig } from './policy.ts';

/** How strictly one origin's rates are enforced, in %. */
export interface Enforcing {
  readonly successRate: number;
  readonly failurePercentage: number;
}

/**
 * A sweep's look at the rates of the interval before: Envoy's `processSuccessRateEjections`. First those whose success rate
 * lies far below the mean go, then those that failed too large a share.
 */
export class Judgement {
  /** Success rates below this are too low; NaN while nobody was judged. Between sweeps it is only shown. */
  private readonly threshold: Float64Array;

  constructor(
    private readonly config: EnvoyOutlierConfig,
    private readonly endpoints: Endpoints,
    private readonly ejections: Ejections,
    private readonly rates: Rates,
    private readonly enforcing: Enforcing,
    /** One number. */
    threshold: Float64Array,
  ) {
    this.threshold = threshold;
    this.clear();
  }

  get lowest(): number {
    return this.threshold[0];
  }

  clear(): void {
    this.threshold[0] = NaN;
  }

  /** The rates of all hosts are taken before the first of them is ejected. */
  pass(candidates: Uint8Array): void {
    const { endpoints, ejections } = this;
    candidates.fill(0);
    for (let i = 0; i < endpoints.listedCount; i++) {
      const slot = endpoints.slotOf(endpoints.listed[i]);
      candidates[slot] = ejections.isOut(slot) || this.rates.volume(slot) === 0 ? 0 : 1;
    }
    this.judgeSuccessRates(candidates);
    this.judgeFailures(candidates);
  }

  private judgeSuccessRates(candidates: Uint8Array): void {
    const { config, rates } = this;
    this.clear();
    const volume = config.successRateRequestVolume;
    let count = 0;
    let sum = 0;
    for (let slot = 0; slot < candidates.length; slot++) {
      if (candidates[slot] === 0 || rates.volume(slot) < volume) continue;
      count++;
      sum += rates.successRate(slot);
    }
    if (count === 0 || count < config.successRateMinimumHosts) return;
    const mean = sum / count;
    let variance = 0;
    for (let slot = 0; slot < candidates.length; slot++) {
      if (candidates[slot] === 0 || rates.volume(slot) < volume) continue;
      const off = rates.successRate(slot) - mean;
      variance += off * off;
    }
    const lowest = mean - (config.successRateStdevFactor / 1_000) * Math.sqrt(variance / count);
    this.threshold[0] = lowest;
    for (let slot = 0; slot < candidates.length; slot++) {
      if (candidates[slot] === 0 || rates.volume(slot) < volume) continue;
      const rate = rates.successRate(slot);
      if (rate < lowest)
        this.ejections.eject(slot, WHY.successRate, this.enforcing.successRate, rate, lowest);
    }
  }

  private judgeFailures(candidates: Uint8Array): void {
    const { config, rates, ejections } = this;
    const volume = config.failurePercentageRequestVolume;
    let count = 0;
    for (let slot = 0; slot < candidates.length; slot++) {
      if (candidates[slot] === 1 && rates.volume(slot) >= volume) count++;
    }
    if (count === 0 || count < config.failurePercentageMinimumHosts) return;
    const threshold = config.failurePercentageThreshold;
    for (let slot = 0; slot < candidates.length; slot++) {
      if (candidates[slot] === 0 || rates.volume(slot) < volume || ejections.isOut(slot)) continue;
      const failed = 100 - rates.successRate(slot);
      if (failed < threshold) continue;
      ejections.eject(slot, WHY.failurePercentage, this.enforcing.failurePercentage, failed, threshold);
    }
  }
}
