import type { Fact, FactBar } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { NginxLimitReqConfig } from './policy.ts';
import { Zone } from './zone.ts';

/**
 * nginx's limit_req (src/http/modules/ngx_http_limit_req_module.c): leaky buckets in whole milli-requests, on a clock of whole
 * ms. Limits are asked in order; the first that refuses leaves all excesses as they were, otherwise the longest delay
 * counts. A delay is fixed at arrival: who gives up does not give the place back.
 */
export function create(build: Build<NginxLimitReqConfig>): NginxLimitReq {
  return new NginxLimitReq(build);
}

const BARS = 8;
const LOOKED = 0;
const REFUSED = 1;
const DELAYED = 2;

export class NginxLimitReq implements Gate {
  readonly zones: readonly Zone[];
  private readonly host: Host;
  private readonly epochMicros: number;
  private readonly refusal: Verdict;
  private readonly counts: Int32Array;
  private readonly pathNames: readonly string[];
  private readonly rejectStatus: number;
  private readonly dryRun: boolean;

  constructor(build: Build<NginxLimitReqConfig>) {
    this.host = build.host;
    this.epochMicros = build.epochMicros;
    this.zones = build.config.limits.map((limit) => new Zone(build, limit));
    this.refusal = REFUSE + build.reason('limit_req', 'rate-limited');
    this.counts = build.i32(3);
    this.pathNames = build.paths.names;
    this.rejectStatus = build.config.rejectStatus;
    this.dryRun = build.config.dryRun;
  }

  /** How many zones the last request was looked up in: fewer than there are when one refused it. */
  get looked(): number {
    return this.counts[LOOKED];
  }

  enter(frame: Frame): Verdict {
    const { zones, counts, host } = this;
    const now = this.nowMs;
    for (let at = 0; at < zones.length; at++) {
      const zone = zones[at];
      counts[LOOKED] = at + 1;
      if (zone.look(zone.keys.of(host.frames, frame), now)) continue;
      counts[REFUSED]++;
      return this.dryRun ? GO : this.refusal;
    }
    let delay = 0;
    for (let at = 0; at < zones.length; at++) delay = Math.max(delay, zones[at].account(now));
    if (delay === 0) return GO;
    counts[DELAYED]++;
    if (this.dryRun) return GO;
    return host.delay(frame, delay * MICROS_PER_MS);
  }

  leave(): void {}

  reset(): void {
    for (const zone of this.zones) zone.table.clear();
    this.counts.fill(0);
  }

  explain(): readonly Fact[] {
    return [
      ...this.zones.flatMap((zone, at) => this.factsOf(zone, this.zones.length > 1 ? ` ${at + 1}` : '')),
      {
        key: 'delayed',
        label: this.dryRun ? 'To be delayed, so far' : 'Delayed so far',
        value: this.counts[DELAYED],
      },
      {
        key: 'refused',
        label: this.dryRun ? 'To be refused, so far' : `Refused so far (${this.rejectStatus})`,
        value: this.counts[REFUSED],
      },
    ];
  }

  private get nowMs(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_MS);
  }

  private factsOf(zone: Zone, number: string): Fact[] {
    const row = zone.table.newest;
    const value = row === NONE ? 0 : zone.excessAt(row, this.nowMs) / 1_000;
    const line = zone.delay <= zone.burst ? zone.delay / 1_000 : undefined;
    const excess = {
      key: `excess${number}`,
      label: `Excess${number}`,
      value,
      of: Math.max(1, zone.burst / 1_000),
      ...(line === undefined ? {} : { line }),
    };
    if (zone.keys.key === 'global') return [excess];
    const states = { key: `states${number}`, label: `States in zone${number}`, of: zone.states };
    return [excess, { ...states, value: zone.table.count, bars: this.barsOf(zone) }];
  }

  /** The keys with the most excess. */
  private barsOf(zone: Zone): FactBar[] {
    const bars: FactBar[] = [];
    const { table, keys } = zone;
    for (let row = table.newest; row !== NONE; row = table.olderThan(row)) {
      const value = zone.excessAt(row, this.nowMs) / 1_000;
      bars.push({
        label: keys.name(table.keyOf(row), this.pathNames),
        value,
        of: Math.max(1, zone.burst / 1_000),
      });
    }
    return bars.sort((a, b) => b.value - a.value).slice(0, BARS);
  }
}
