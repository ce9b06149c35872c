import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';
import type { InterceptorChoice, LimiterChoice, WindowChoice } from '#lib/policies/adaptive-fields.ts';
import type { Algorithm } from './algorithm.ts';
import { Flights } from './flights.ts';
import { CLIENT_IS_TOLD, DROPPED, IGNORED, SERVER_IS_TOLD } from './listeners.ts';
import { SampleWindow } from './sample-window.ts';

const REFUSED = 0;
const RELEASED = 1;
const UNBLOCKING = 2;

/**
 * SimpleLimiter and LifoBlockingLimiter of Netflix's concurrency-limits around one of its limits: a call that finds a permit
 * is timed from there to its end. A limit that shrinks cancels nothing: until enough calls have ended, nobody is let in. A
 * call that waits is let in when another ends, the newest first; a newcomer that finds a permit does not look at who waits.
 */
export class AdaptiveGate implements Gate {
  private readonly host: Host;
  private readonly interceptor: InterceptorChoice;
  private readonly flights: Flights;
  private readonly window: SampleWindow;
  private readonly backlog: Line;
  private readonly backlogSize: number;
  private readonly backlogMicros: number;
  private readonly counts: Int32Array;
  private readonly full: Verdict;

  constructor(
    build: Build<{ interceptor: InterceptorChoice; limiter: LimiterChoice; window: WindowChoice }>,
    private readonly algorithm: Algorithm,
  ) {
    const { interceptor, limiter, window } = build.config;
    this.interceptor = interceptor;
    this.host = build.host;
    this.flights = new Flights(build, algorithm.most);
    this.window = new SampleWindow(build, window, algorithm);
    this.backlog = new Line(build.host.frames, build.i32(LINE_STATE));
    this.backlogSize = limiter.is === 'lifo-blocking' ? limiter.backlogSize : 0;
    this.backlogMicros = limiter.is === 'lifo-blocking' ? msToMicros(limiter.backlogTimeoutMs) : 0;
    this.counts = build.i32(3);
    this.full = REFUSE + build.reason('concurrency limit reached', 'queue-full');
    algorithm.begin();
  }

  enter(call: Frame): Verdict {
    if (this.hasPermit) {
      this.host.mark(call, this.flights.start());
      return GO;
    }
    if (this.backlog.count < this.backlogSize) {
      this.backlog.pushFirst(call);
      return this.host.delay(call, this.backlogMicros);
    }
    this.counts[REFUSED]++;
    return this.full;
  }

  leave(call: Frame): void {
    const { host, flights } = this;
    const place = host.stamp(call);
    const told = this.told(call);
    // Nothing takes no time; the library would not hear of it.
    const micros = Math.max(1, flights.tookMicros(place));
    const inflight = flights.inflightAtStart(place);
    flights.end(place);
    if (told !== IGNORED) this.window.sample(micros * 1_000, inflight, told === DROPPED);
    this.counts[RELEASED]++;
    if (this.counts[UNBLOCKING] === 0) this.unblock();
  }

  waited(call: Frame): Verdict {
    this.backlog.remove(call);
    this.counts[REFUSED]++;
    return this.full;
  }

  withdraw(call: Frame): void {
    this.backlog.remove(call);
  }

  reset(): void {
    this.algorithm.begin();
    this.window.begin();
    this.flights.clear();
    this.backlog.clear();
    this.counts.fill(0);
  }

  explain(): readonly Fact[] {
    const { algorithm, flights, backlog } = this;
    const waiting = { key: 'waiting', label: 'Backlog', value: backlog.count, of: this.backlogSize };
    return [
      { key: 'inflight', label: 'In flight', value: flights.count, of: algorithm.limit },
      { key: 'limit', label: 'Limit', value: algorithm.limit, of: algorithm.most },
      ...algorithm.facts(),
      ...this.window.facts(),
      ...(this.backlogSize > 0 ? [waiting] : []),
      { key: 'refused', label: 'Refused so far', value: this.counts[REFUSED] },
    ];
  }

  /** A call is the client interceptor's business, a visit the server's, unless the settings say otherwise. */
  private told(call: Frame): number {
    const { layer, intake, status } = this.host.frames;
    const { interceptor } = this;
    const isServer = interceptor === 'by-place' ? layer[call] >= intake : interceptor === 'server';
    return (isServer ? SERVER_IS_TOLD : CLIENT_IS_TOLD)[status[call]];
  }

  private get hasPermit(): boolean {
    return this.flights.count < this.algorithm.limit;
  }

  /** Every end lets in one at most, even where the limit grew by more. Ends within are taken up here, one after another. */
  private unblock(): void {
    const { counts, backlog, host } = this;
    counts[UNBLOCKING] = 1;
    while (counts[RELEASED] > 0) {
      counts[RELEASED]--;
      if (backlog.count === 0 || !this.hasPermit) continue;
      const next = backlog.shift();
      host.mark(next, this.flights.start());
      host.resume(next, GO);
    }
    counts[UNBLOCKING] = 0;
  }
}
