import type { Plan } from '#lib/scenario/plan.ts';
import { short } from '#lib/ui/numbers.ts';
import type { Ghost, GhostCalls } from './ghosts.ts';

/**
 * Why callers meet nobody, in one sentence: "Gateway’s copy is 18 s old; Order-2 died 12 s ago; Eureka will drop it in 168 s."
 * What is known is first put into codes with numbers, and then worded.
 */
export function causeOf(ghost: Ghost, plan: Plan, names: ReadonlyMap<string, string>): string {
  const clauses = [
    ...copyClauses(ghost, plan),
    [lifeCode(ghost), { name: ghost.label, time: seconds(ghost.life.seconds) }] as const,
    ...registryClauses(ghost, names),
  ];
  return `${clauses.map(([code, params]) => words[code](params)).join('; ')}.`;
}

/** "17 calls to a ghost in 4.2 s"; empty when none was made. */
export function callsText({ count, seconds: time }: GhostCalls): string {
  if (count === 0) return '';
  return count === 1 ? words.call({}) : words.calls({ count, time: seconds(time) });
}

type Params = Readonly<Record<string, string | number>>;
type Clause = readonly [code: string, params: Params];

const words: Readonly<Record<string, (params: Params) => string>> = {
  copy: ({ caller, time }) => `${caller}’s copy is ${time} old`,
  copies: ({ count, name, time }) => `${count} callers’ copies still list ${name}, the oldest is ${time} old`,
  'by-heart': ({ count, name }) =>
    `${counted(count, 'caller knows', 'callers know')} the address of ${name} by heart`,

  died: ({ name, time }) => `${name} died ${time} ago`,
  stopped: ({ name, time }) => `${name} was asked to stop ${time} ago`,
  hangs: ({ name, time }) => `${name} has answered nothing for ${time}`,
  closing: ({ name }) => `${name} is stopping and takes no new calls`,
  starting: ({ name }) => `${name} is starting and takes no calls yet`,
  moved: ({ name, time }) => `${name} gave up its address ${time} ago`,
  nobody: ({ name }) => `nobody stands at the address of ${name}`,

  'drops-in': ({ registry, time }) => `${registry} will drop it in ${time}`,
  'drops-soon': ({ registry }) => `${registry} will drop it at its next sweep`,
  keeps: ({ registry, note }) => `${registry} will not drop it: ${note}`,
  'still-lists': ({ registry, note }) => `${registry} still lists it: ${note}`,
  hears: ({ registry, time }) => `${registry} heard of it ${time} ago and still lists it`,
  'keeps-for-ever': ({ registry }) => `${registry} will not drop it`,
  dropped: ({ registry }) => `${registry} does not list it any more`,

  call: () => '1 call to a ghost',
  calls: ({ count, time }) => `${Number(count).toLocaleString('en')} calls to a ghost in ${time}`,
};

function copyClauses({ copies, byHeart, label: name }: Ghost, plan: Plan): Clause[] {
  if (copies.length > 1)
    return [['copies', { count: copies.length, name, time: seconds(copies[0].age ?? 0) }]];
  return [
    ...copies.map(({ caller, age }): Clause => {
      return ['copy', { caller: plan.hosts[caller].label, time: seconds(age ?? 0) }];
    }),
    ...(byHeart > 0 ? [['by-heart', { count: byHeart, name }] as const] : []),
  ];
}

function lifeCode({ life: { state, event } }: Ghost): string {
  if (state === 'hung') return 'hangs';
  if (state === 'stopping') return 'closing';
  if (state === 'starting') return 'starting';
  if (state === 'absent' && event !== null) return 'moved';
  return event === null ? 'nobody' : event === 'asked to stop' ? 'stopped' : 'died';
}

function registryClauses({ known, life }: Ghost, names: ReadonlyMap<string, string>): Clause[] {
  return known.map(({ registry: id, listing }): Clause => {
    const registry = names.get(id) ?? 'the registry';
    const { listed, left, of, age, note } = listing;
    if (!listed) return ['dropped', { registry }];
    // Where something would run out, the note says what keeps it; elsewhere, how it is decided.
    if (left === null && note !== undefined) return [of > 0 ? 'keeps' : 'still-lists', { registry, note }];
    if (left === null) return ['keeps-for-ever', { registry }];
    // Its heartbeats go on, or somebody else's word of it: nothing runs out.
    if (age !== null && age < life.seconds && left > 0) return ['hears', { registry, time: seconds(age) }];
    return left > 0 ? ['drops-in', { registry, time: seconds(left) }] : ['drops-soon', { registry }];
  });
}

function seconds(value: number): string {
  return `${short(value)} s`;
}

function counted(count: string | number, one: string, many: string): string {
  return `${Number(count).toLocaleString('en')} ${count === 1 ? one : many}`;
}
