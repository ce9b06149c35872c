import { readArrivalsLog, type ArrivalsLog } from '#lib/base/arrivals-log.ts';
import { describe } from '#lib/base/messages.ts';
import { completeDefaults, variantBase } from '#lib/base/schema-read.ts';
import { variant, type Config, type Fields, type Variant } from '#lib/base/schema.ts';
import { callFields } from '#lib/policies/call-fields.ts';
import type { CallFamily } from '#lib/policies/definition.ts';
import { families } from '#lib/policies/families.ts';
import { policies } from '#lib/policies/all-policies.ts';
import type { Tried, TriedSide } from '#lib/runner/log-protocol.ts';
import { startLogWorker, type LogWorkerLike } from '#lib/runner/start-log-worker.ts';
import { DEFAULT_EPOCH_MS } from '#lib/scenario/document.ts';
import type { LabStart } from './lab-start.ts';
import { patterns } from './patterns.ts';

/** Any policy of the house, as `family/name` with its own settings. */
export const policyField = variant({
  label: 'Policy',
  options: Object.fromEntries(
    policies.map((policy) => [
      `${policy.family}/${policy.policy}`,
      { ...policy, group: families[policy.family].label },
    ]),
  ),
  default: { is: 'breaking/course' },
  source: 'Halfopen',
});
const policyBase = completeDefaults({ policy: policyField }).policy as Variant;

/** Settings of the edge on which a policy is tried. */
export const edgeFields: Fields = callFields({
  timeoutMs: 600_000,
  timeoutSource: 'Halfopen',
  breaker: 'none',
  breakerSource: 'Halfopen',
});
const HOSTS = 3;

/** Two policies beside each other on the very same arrivals. */
export class Lab {
  log: ArrivalsLog = $state.raw(patterns[0].log);
  /** Name of the pattern, or of the file. */
  source = $state(patterns[0].name);
  isFile = $state(false);
  /** What was wrong with the file, in words. */
  complaints: readonly string[] = $state.raw([]);
  sides: readonly Variant[] = $state.raw([
    withDefaults('breaking/course'),
    withDefaults('breaking/resilience4j'),
  ]);
  lookMs = $state(0);
  tried: readonly TriedSide[] = $state.raw([]);
  isBusy = $state(false);
  failure: string | null = $state(null);

  #worker: LogWorkerLike | null = null;
  #asked = 0;
  #again = false;

  constructor({ log, policies: given = [] }: LabStart) {
    this.sides = this.sides.map((side, i) => {
      const wanted = given[i];
      return wanted === undefined ? side : { ...wanted.chosen, is: `${wanted.family}/${wanted.chosen.is}` };
    });
    if (log !== undefined) this.read(log.name, log.text);
    this.lookMs = this.endMs;
    this.try();
  }

  /** The last arrival. */
  get endMs(): number {
    return this.log.atMs.at(-1) ?? 0;
  }

  usePattern(name: string): void {
    const pattern = patterns.find((each) => each.name === name);
    if (pattern === undefined) return;
    this.complaints = [];
    this.#use(pattern.log, name, false);
  }

  /** A file that was dropped or chosen: used when all its rows are good. */
  read(name: string, text: string): void {
    const { log, problems } = readArrivalsLog(text);
    this.complaints = problems.map(describe).map(({ says, fix }) => `${says} ${fix}`);
    if (problems.length === 0 && log.atMs.length === 0) this.complaints = [`${name} has no rows.`];
    if (this.complaints.length === 0) this.#use(log, name, true);
  }

  choose(side: number, chosen: Variant): void {
    this.sides = this.sides.map((each, i) => (i === side ? chosen : each));
    this.try();
  }

  look(ms: number): void {
    this.lookMs = ms;
    this.try();
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** Asks the worker; one question at a time, and the newest is asked when the answer is there. */
  try(): void {
    if (this.isBusy) {
      this.#again = true;
      return;
    }
    this.isBusy = true;
    this.failure = null;
    this.#worker ??= startLogWorker(
      (tried) => this.#answered(tried),
      (message) => this.#failed(message),
    );
    this.#worker.postMessage({
      number: ++this.#asked,
      log: this.log,
      sides: this.sides.map(edgeConfig),
      hosts: HOSTS,
      epochMs: DEFAULT_EPOCH_MS,
      lookMicros: Math.round(this.lookMs * 1_000) + 1,
    });
  }

  #use(log: ArrivalsLog, source: string, isFile: boolean): void {
    this.log = log;
    this.source = source;
    this.isFile = isFile;
    this.lookMs = this.endMs;
    this.try();
  }

  #answered({ number, sides }: Tried): void {
    if (number !== this.#asked) return;
    this.isBusy = false;
    this.tried = sides;
    if (!this.#again) return;
    this.#again = false;
    this.try();
  }

  #failed(message: string): void {
    this.dispose();
    this.isBusy = false;
    this.failure = message;
  }
}

/** A policy as it is by default. */
export function withDefaults(is: string): Variant {
  return { ...variantBase(policyField, is, policyBase), is };
}

/** Settings of an edge on which this policy is all there is. */
export function edgeConfig({ is, ...settings }: Variant): Config {
  const [family, policy] = is.split('/');
  const { setting } = families[family as CallFamily];
  // Plain data for the worker, whatever the form has wrapped it in.
  return JSON.parse(
    JSON.stringify({ ...completeDefaults(edgeFields), [setting]: { ...settings, is: policy } }),
  ) as Config;
}
