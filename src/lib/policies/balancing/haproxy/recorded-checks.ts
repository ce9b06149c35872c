import { CONNECTION_REFUSED, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import type { Mismatch, Recording } from '#lib/base/recording.ts';
import type { LonePort } from '#lib/engine/lone-port.ts';
import { happeningsOf, serversOf } from '#lib/engine/lone-port-replay.ts';
import { silent } from '#lib/engine/sink.ts';

/** A line of HAProxy's log: a check that changed a server's health, or its state. */
interface LogLine {
  readonly t: number;
  readonly server: string;
  readonly check?: string;
  readonly state?: string;
}

export interface StateChange {
  readonly atMs: number;
  readonly slot: number;
  readonly state: string;
}

interface Probe {
  readonly atMs: number;
  readonly deed: () => void;
}

/** How long an answer takes to come back, and how late a time-out may be noticed. */
const ANSWER_MS = 0.1;
const LATENESS_MS = 150;
/** How much later than its interval a check comes: the last one’s own time, and the machine’s. */
const LATE_CHECK_MS = 20;

/** The first moment that a recording tells of, in its own ms: checks and faults may come before the first request. */
export function earliestMs(recording: Recording): number {
  const { healthChecks = {} } = recording;
  const faults = happeningsOf(recording).map(({ t }) => t);
  const probes = Object.values(healthChecks as Record<string, [number, number][]>).flat();
  return Math.min(0, ...faults, ...probes.map(([t]) => t), ...logOf(recording).map(({ t }) => t));
}

/**
 * The recorded probes, as results given to the checker when they were known. Only the log tells of passed ones before the first
 * that was recorded, of those that found no process to connect to, and of all where no probes were recorded: a connection
 * that says nothing need not have been.
 */
export function probesOf(lone: LonePort, recording: Recording, timeoutMs: number): Probe[] {
  const log = logOf(recording);
  const checks = (recording.healthChecks ?? {}) as Readonly<Record<string, readonly [number, number][]>>;
  return namesOf(recording).flatMap((name, slot) => {
    const probes = checks[name] ?? [];
    const begun = probes[0]?.[0] ?? Infinity;
    const logged = log.filter(({ server, check }) => server === name && check !== undefined);
    const passed = logged.filter(({ t, check }) => t < begun && check === 'succeeded');
    const failed = logged.filter((line) => {
      if (line.check !== 'failed') return false;
      if (probes.length === 0) return recording.config.observe === undefined;
      return isAt(recording, name, line.t, 'refuses') && isOfCheck(recording, line, probes, logged);
    });
    const result = (status: number) => () => void lone.checker!.result(slot, status);
    return [
      ...passed.map(({ t }): Probe => ({ atMs: t, deed: result(OK) })),
      ...failed.map(({ t }): Probe => ({ atMs: t, deed: result(CONNECTION_REFUSED) })),
      ...probes.map(([t, healthy], i): Probe => {
        if (healthy === 1) return { atMs: t + ANSWER_MS, deed: result(OK) };
        if (!isAt(recording, name, t, 'hangs'))
          return { atMs: t + ANSWER_MS, deed: result(CONNECTION_REFUSED) };
        // A time-out may have been noticed late: then the log says when.
        const latest =
          recording.config.observe === undefined ? probes[i + 1]?.[0] : t + timeoutMs + LATENESS_MS;
        const line = logged.find((each) => each.t >= t + timeoutMs && each.t <= (latest ?? Infinity));
        return { atMs: line?.t ?? t + timeoutMs, deed: result(TIMED_OUT) };
      }),
    ];
  });
}

/** A failure in the log is a check's and not the observed traffic's, if a check was due: an interval after what came before. */
function isOfCheck(
  { config }: Recording,
  { t }: LogLine,
  probes: readonly [number, number][],
  logged: readonly LogLine[],
): boolean {
  if (config.observe === undefined) return true;
  const { inter = 0, fastinter = inter, downinter = inter } = (config.check ?? {}) as Record<string, number>;
  const before = [...probes.map(([ms]) => ms), ...logged.map((line) => line.t)].filter((ms) => ms < t);
  const waitedMs = t - Math.max(...before);
  return [inter, fastinter, downinter].some((ms) => waitedMs >= ms && waitedMs <= ms + LATE_CHECK_MS);
}

/** Notes when servers go up and down; read it after the run. */
export function watchStates(lone: LonePort, originMs: number): StateChange[] {
  const changes: StateChange[] = [];
  lone.sim.sink = {
    ...silent,
    transition(micros, chart, subject, from, to) {
      const { options, table } = lone.sim.charts[chart];
      if (options.concern !== 'health') return;
      const isUp = (mode: number) => ['up', 'going down'].includes(table.states[mode]);
      if (isUp(from) === isUp(to)) return;
      changes.push({ atMs: micros / 1_000 - originMs, slot: subject, state: isUp(to) ? 'UP' : 'DOWN' });
    },
  };
  return changes;
}

/** Each recorded change of state must have come within an interval of ours, and none more. */
export function mismatchesOf(
  recording: Recording,
  changes: readonly StateChange[],
  toleranceMs: number,
): Mismatch[] {
  return namesOf(recording).flatMap((name, slot) => {
    const told = logOf(recording).filter(({ server, state }) => server === name && state !== undefined);
    // The end of a slow start is told as UP once more.
    const expected = told.filter(({ state }, i) => state !== (told[i - 1]?.state ?? 'UP'));
    const actual = changes.filter((change) => change.slot === slot);
    return Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => index)
      .filter((i) => {
        if (expected[i] === undefined || actual[i] === undefined) return true;
        const late = Math.abs(expected[i].t - actual[i].atMs);
        return expected[i].state !== actual[i].state || late > toleranceMs;
      })
      .map((index): Mismatch => ({ index, expected: expected[index], actual: actual[index] }));
  });
}

/** Whether that is the last word on what the server does, itself or to its checks: 's1 hangs', 's1 health hangs'. */
function isAt(recording: Recording, name: string, t: number, word: string): boolean {
  const told = happeningsOf(recording).filter((event) => {
    return event.t <= t && event.what.startsWith(`${name} `);
  });
  return told.at(-1)?.what.endsWith(` ${word}`) ?? false;
}

function namesOf(recording: Recording): string[] {
  return serversOf(recording, []).map(({ name }, slot) => name ?? `s${slot + 1}`);
}

function logOf({ log = [] }: Recording): readonly LogLine[] {
  return log as readonly LogLine[];
}
