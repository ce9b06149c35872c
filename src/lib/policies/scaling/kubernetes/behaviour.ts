import type { Fact } from '#lib/base/fact.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Cell } from '#lib/engine/arena.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Load, Scaler } from '#lib/engine/contract.ts';
import type { Host } from '#lib/engine/host.ts';
import type { KubernetesConfig } from './policy.ts';
import { recommend } from './recommend.ts';

interface Dated {
  readonly at: number;
  readonly count: number;
}

interface Memory {
  /** What was recommended before stabilisation. */
  readonly recommendations: readonly Dated[];
  /** By how many the number was changed. */
  readonly changes: readonly Dated[];
  readonly utilization: number | null;
}

export const create = (build: Build<KubernetesConfig>): Scaler => new HorizontalPodAutoscaler(build);

/**
 * Kubernetes’ HorizontalPodAutoscaler (pkg/controller/podautoscaler/horizontal.go) with the default behaviour of autoscaling/v2:
 * the recommendation is held back by the windows of stabilisation, and then by how many may be added in a time.
 */
class HorizontalPodAutoscaler implements Scaler {
  readonly periodMicros: number;
  private readonly config: KubernetesConfig;
  private readonly host: Host;
  private readonly memory: Cell<Memory>;

  constructor(build: Build<KubernetesConfig>) {
    this.config = build.config;
    this.host = build.host;
    this.periodMicros = sToMicros(build.config.syncPeriodSeconds);
    this.memory = build.cold<Memory>({ recommendations: [], changes: [], utilization: null });
  }

  wanted(load: Load): number {
    const { desired } = load;
    const { recommendations, changes, utilization } = this.memory.value;
    const before = recommendations.length > 0 ? recommendations : [{ at: this.host.now, count: desired }];
    this.memory.value = { recommendations: before, changes, utilization };
    const wanted = Math.min(this.most, Math.max(this.least, desired));
    return this.changed(desired, wanted === desired ? this.measured(load) : wanted);
  }

  explain(): readonly Fact[] {
    const { utilization, recommendations } = this.memory.value;
    const { averageUtilization } = this.config;
    const label = 'Busy, and target';
    const gauge = { unit: '%', of: 100, line: averageUtilization };
    const facts: Fact[] =
      utilization === null
        ? [{ key: 'utilization', label, value: 'not measured yet' }]
        : [{ key: 'utilization', label, value: utilization, ...gauge }];
    const last = recommendations.at(-1);
    if (last !== undefined) facts.push({ key: 'recommended', label: 'Recommended', value: last.count });
    const highest = this.extreme(Math.max, this.config.scaleDownStabilizationWindowSeconds, last?.count ?? 0);
    facts.push({ key: 'highest', label: 'Highest of late', value: highest });
    return facts;
  }

  private get least(): number {
    return this.config.minReplicas;
  }

  /** Kubernetes refuses a least above the most; here the least counts. */
  private get most(): number {
    return Math.max(this.config.minReplicas, this.config.maxReplicas);
  }

  private measured(load: Load): number {
    const { averageUtilization, tolerance } = this.config;
    const { replicas, utilization } = recommend(load, averageUtilization, tolerance);
    // Without a measurement nothing is recommended, and nothing changes.
    if (utilization === null) return load.desired;
    const steady = this.stabilized(replicas, load.desired);
    this.remember(replicas, utilization);
    if (steady > load.desired) return Math.min(steady, this.most, this.upLimit(load.desired));
    return Math.max(steady, this.least);
  }

  private stabilized(recommended: number, desired: number): number {
    const { scaleUpStabilizationWindowSeconds, scaleDownStabilizationWindowSeconds } = this.config;
    const up = this.extreme(Math.min, scaleUpStabilizationWindowSeconds, recommended);
    const down = this.extreme(Math.max, scaleDownStabilizationWindowSeconds, recommended);
    return Math.min(Math.max(desired, up), down);
  }

  /** Of a new recommendation and those of a window. */
  private extreme(of: (a: number, b: number) => number, windowSeconds: number, recommended: number): number {
    return recent(this.memory.value.recommendations, this.host.now - sToMicros(windowSeconds)).reduce(
      (best, { count }) => of(best, count),
      recommended,
    );
  }

  /** How many there may be after what was added, and taken away, in the period up to now. */
  private upLimit(desired: number): number {
    const { scaleUpPercent, scaleUpPods, periodSeconds } = this.config;
    const since = this.host.now - sToMicros(periodSeconds);
    const change = recent(this.memory.value.changes, since).reduce((sum, { count }) => sum + count, 0);
    const atStart = desired - change;
    const limit = Math.max(atStart + scaleUpPods, Math.ceil((atStart * (100 + scaleUpPercent)) / 100));
    return Math.max(desired, limit);
  }

  private remember(count: number, utilization: number): void {
    const { recommendations, changes } = this.memory.value;
    const { scaleUpStabilizationWindowSeconds, scaleDownStabilizationWindowSeconds } = this.config;
    const longest = Math.max(scaleUpStabilizationWindowSeconds, scaleDownStabilizationWindowSeconds);
    const kept = recent(recommendations, this.host.now - sToMicros(longest));
    this.memory.value = { recommendations: [...kept, { at: this.host.now, count }], changes, utilization };
  }

  private changed(before: number, wanted: number): number {
    if (wanted === before) return wanted;
    const { now } = this.host;
    const kept = recent(this.memory.value.changes, now - sToMicros(this.config.periodSeconds));
    this.memory.value = { ...this.memory.value, changes: [...kept, { at: now, count: wanted - before }] };
    return wanted;
  }
}

function recent(list: readonly Dated[], afterMicros: number): readonly Dated[] {
  return list.filter(({ at }) => at > afterMicros);
}
