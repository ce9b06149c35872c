import { duration } from '#lib/base/duration.ts';
import { choice, number, text } from '#lib/base/schema.ts';
import { DEFAULT_EPOCH_MS, LIMITS, emptyScenario } from './document.ts';

/** The plain parts of a scenario's document, described like any other settings. */
const source = 'Halfopen';
/** 2200-01-01: up to here `epoch + now` in microseconds is a whole number in a double. */
const MAX_EPOCH_MS = 7_258_118_400_000;
const MAX_PX = 1_000_000;

export const documentFields = {
  name: text({ label: 'name', maxLength: LIMITS.label, default: emptyScenario().name, source }),
  about: text({ label: 'about', maxLength: LIMITS.about, default: '', source }),
  seed: number({
    label: 'seed',
    unit: '',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    default: emptyScenario().seed,
    source,
  }),
  epochMs: number({
    label: 'starts at',
    help: 'Wall clock at the start of the run, since 1970.',
    unit: 'ms',
    min: 0,
    max: MAX_EPOCH_MS,
    integer: true,
    default: DEFAULT_EPOCH_MS,
    source,
  }),
};

export const nodeFields = {
  label: text({ label: 'name', maxLength: LIMITS.label, default: '', source }),
  x: px('x'),
  y: px('y'),
};

export const groupFields = {
  label: text({ label: 'name', maxLength: LIMITS.label, default: '', source }),
  is: choice({
    label: 'kind',
    options: { datacenter: 'Datacenter', zone: 'Zone', machine: 'Machine' },
    default: 'zone',
    source,
  }),
};

export const distanceFields = {
  latency: duration({
    label: 'one way',
    help: 'On top of what the edge’s own network takes.',
    default: { is: 'constant', ms: 30 },
    source,
  }),
};

export const cameraFields = {
  x: px('x'),
  y: px('y'),
  zoom: number({ label: 'zoom', unit: '', min: 0.01, max: 10, default: 1, source }),
};

/** Simulated time of an action or of the playhead. */
export const microsField = number({
  label: 'at, in microseconds',
  unit: '',
  min: 0,
  max: LIMITS.scriptMicros,
  integer: true,
  default: 0,
  source,
});

function px(label: string) {
  return number({ label, unit: '', min: -MAX_PX, max: MAX_PX, default: 0, source });
}
