import {
  onlyOptions,
  Unsupported,
  type Decision,
  type Recording,
  type Replays,
} from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { Detector } from './detector.ts';
import { policy, type EnvoyOutlierConfig } from './policy.ts';

/** Envoy's own names of the options, durations in ms, by ours. */
const OPTIONS: Readonly<Record<string, keyof EnvoyOutlierConfig>> = Object.fromEntries(
  Object.keys(policy.fields).map((field) => {
    const isTime = field.endsWith('Seconds');
    const snake = field.replace(/Seconds$/, '').replace(/[A-Z]|5xx/g, (part) => `_${part.toLowerCase()}`);
    return [isTime ? `${snake}_ms` : snake, field as keyof EnvoyOutlierConfig];
  }),
);
const STATUS = /^[1-5]\d\d$/;
/** The engine looks 71 minutes ahead: a longer gap is taken in steps. */
const LONGEST_STEP_MICROS = 3_600_000_000;

/** `envoy-outlier`: results of hosts, and which hosts are ejected at some moments. */
export const replays: Replays = {
  'envoy-outlier': (recording) => ({ decisions: decisionsOf(recording) }),
};

function decisionsOf(recording: Recording): Decision[] {
  onlyOptions(recording, ['hosts', ...Object.keys(OPTIONS)]);
  const { events = [], expected = [] } = recording;
  const names = hostsOf(recording);
  for (const { host = '', outcome = '' } of events) {
    slotOf(names, host);
    if (!isKnown(outcome)) throw new Unsupported(`unknown outcome “${outcome}”`);
  }
  const lone = new LoneHosts(names.length);
  const detector = new Detector(lone.build(configOf(recording)), lone.endpoints);
  detector.reset();
  const state = (host = '') => (detector.ejections.isOut(slotOf(names, host)) ? 'open' : 'closed');
  const asked: readonly Decision[] =
    expected.length > 0 ? expected : events.map(({ atMs, host }, event) => ({ event, atMs, host }));
  const decisions: Decision[] = [];
  const passTo = (atMs: number) => {
    const micros = msToMicros(atMs);
    while (lone.sim.now < micros) lone.wait(Math.min(micros - lone.sim.now, LONGEST_STEP_MICROS));
  };
  const deliver = (event: number) => {
    const { atMs, host = '', outcome = '', count = 1 } = events[event];
    passTo(atMs);
    for (let i = 0; i < count; i++) tell(detector, slotOf(names, host), outcome);
    asked.forEach((wanted, index) => {
      if (wanted.event !== event) return;
      decisions[index] = { ...wanted, state: state((wanted.host as string | undefined) ?? host) };
    });
  };
  const order = events.map((_, event) => event).sort((a, b) => events[a].atMs - events[b].atMs);
  let next = 0;
  asked.forEach((wanted, index) => {
    const atMs = wanted.atMs as number;
    while (next < order.length && events[order[next]].atMs <= atMs) deliver(order[next++]);
    passTo(atMs);
    decisions[index] ??= { ...wanted, state: state(wanted.host as string) };
  });
  return decisions;
}

function tell(detector: Detector, slot: number, outcome: string): void {
  if (outcome === 'connect-failure') detector.notReached(slot);
  else if (outcome === 'timeout') detector.timedOut(slot);
  else detector.answered(slot, Number(outcome));
}

function isKnown(outcome: string): boolean {
  return outcome === 'connect-failure' || outcome === 'timeout' || STATUS.test(outcome);
}

function hostsOf({ config: { hosts } }: Recording): readonly string[] {
  const isList = Array.isArray(hosts) && hosts.length > 0 && hosts.every((each) => typeof each === 'string');
  if (!isList) throw new Unsupported('hosts must be a list of names');
  return hosts;
}

function slotOf(names: readonly string[], host: string): number {
  const slot = names.indexOf(host);
  if (slot < 0) throw new Unsupported(`unknown host “${host}”`);
  return slot;
}

function configOf({ config }: Recording): EnvoyOutlierConfig {
  const settings = { ...defaultsOf(policy.fields) } as Record<string, unknown>;
  for (const [option, value] of Object.entries(config)) {
    if (option === 'hosts') continue;
    settings[OPTIONS[option]] = option.endsWith('_ms') ? Number(value) / 1_000 : value;
  }
  return settings as EnvoyOutlierConfig;
}
