import type { Problem } from './problem.ts';

/** A problem in words: where it is (a JSON Pointer; '/' is the whole), what is wrong, and what to do next. */
export interface Message {
  readonly level: 'error' | 'warning';
  readonly where: string;
  readonly says: string;
  readonly fix: string;
}

/** Words of one code. A translation is a second table. */
interface Words {
  readonly level?: 'warning';
  says(params: Params): string;
  fix(params: Params): string;
}
type Params = Problem['params'];

/** A problem in plain English; a code without words still says its name and numbers. */
export function describe({ code, at, params }: Problem): Message {
  const { level = 'error', says, fix } = Object.hasOwn(messages, code) ? messages[code] : unworded(code);
  return { level, where: at || '/', says: says(params), fix: fix(params) };
}

/** True when something was refused; problems that are only warnings leave everything usable. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => describe(problem).level === 'error');
}

const reload = () => 'Reload the page; your work is kept.';
const askAgain = () => 'Ask for the link again and copy all of it.';

/** In the order in which one meets them: text, settings, logs, document, script, run, link, storage. */
export const messages: Readonly<Record<string, Words>> = {
  'not-json': {
    says: ({ message }) => `This is not JSON: ${message}.`,
    fix: () => 'Check the place named for a missing quote, comma or bracket.',
  },
  'wrong-type': {
    says: ({ wanted, got }) => `Here belongs ${wanted}, not ${got}.`,
    fix: ({ wanted }) => `Write ${wanted}.`,
  },
  missing: {
    says: ({ name }) => `“${name}” is missing.`,
    fix: ({ name }) => `Add “${name}”.`,
  },
  'unknown-setting': {
    says: ({ name }) => `There is no setting “${name}” here.`,
    fix: ({ nearest }) => (nearest ? `Did you mean “${nearest}”?` : 'Leave it out.'),
  },
  'unknown-choice': {
    says: ({ value }) => `“${value}” is not one of the choices.`,
    fix: ({ nearest, choices }) => guess(nearest, choices),
  },
  'out-of-range': {
    says: ({ value, min, max, unit }) =>
      `${quantity(value, unit)} is outside ${quantity(min)} to ${quantity(max, unit)}.`,
    fix: ({ value, min, max, unit }) =>
      value < min ? `Use ${quantity(min, unit)} or more.` : `Use ${quantity(max, unit)} or less.`,
  },
  'not-finite': {
    says: () => 'This is not a finite number.',
    fix: () => 'Write an ordinary number.',
  },
  'below-other': {
    level: 'warning',
    says: ({ value, unit, other, bound }) =>
      `${quantity(value, unit)} is below “${other}”, ${quantity(bound, unit)}: the product refuses that.`,
    fix: ({ unit, bound }) => `Use ${quantity(bound, unit)} or more.`,
  },
  'above-other': {
    level: 'warning',
    says: ({ value, unit, other, bound }) =>
      `${quantity(value, unit)} is above “${other}”, ${quantity(bound)}: the product refuses that.`,
    fix: ({ bound }) => `Use ${quantity(bound)} or less.`,
  },
  'not-whole': {
    says: ({ value }) => `${quantity(value)} is not a whole number.`,
    fix: ({ value }) =>
      `Use ${quantity(Math.floor(Number(value)))} or ${quantity(Math.ceil(Number(value)))}.`,
  },
  'too-long': {
    says: ({ got, max }) => `This text has ${count(got, 'character')}; ${quantity(max)} fit.`,
    fix: ({ max }) => `Shorten it to ${count(max, 'character')}.`,
  },
  'too-many': {
    says: ({ got, max }) => `This list has ${count(got, 'item')}; ${quantity(max)} are allowed.`,
    fix: ({ max }) => `Keep at most ${quantity(max)}.`,
  },
  'too-deep': {
    says: ({ max }) => `This is nested more than ${quantity(max)} deep.`,
    fix: () => 'Make it flatter.',
  },

  'log-outcome': {
    says: ({ line, value }) => `Line ${line}: “${value}” is no outcome.`,
    fix: () =>
      'Write ok, error, timed-out, another outcome of Halfopen, or an HTTP status such as 200 or 503.',
  },
  'log-value': {
    says: ({ line, name, value }) => `Line ${line}: “${value}” cannot be “${name}”.`,
    fix: ({ name }) =>
      /Ms$/.test(String(name)) ? 'Write a plain number of milliseconds.' : 'Write a short text.',
  },
  'log-range': {
    says: ({ line, name, value, max }) =>
      `Line ${line}: ${quantity(value)} is outside 0 to ${quantity(max)} for “${name}”.`,
    fix: () => 'Write milliseconds since the start, or since 1970.',
  },
  'log-missing': {
    says: ({ line, name }) => `Line ${line} has no “${name}”.`,
    fix: ({ name }) => `Each row needs what the first has; add “${name}”, or leave the line out.`,
  },
  'log-cells': {
    says: ({ line, got, wanted }) =>
      `Line ${line} has ${count(got, 'column')}; ${quantity(wanted)} belong there.`,
    fix: () => 'A row is atMs, or atMs,key, or atMs,outcome,durationMs, or what the header line names.',
  },
  'log-order': {
    says: ({ line, atMs, before }) =>
      `Line ${line}: ${quantity(atMs, 'ms')} comes before the ${quantity(before, 'ms')} above it.`,
    fix: () => 'Sort the rows by their times.',
  },
  'log-quote': {
    says: ({ line }) => `Line ${line} has a quote that is not closed, or stands inside a cell.`,
    fix: () => 'Put quotes around a whole cell, and write a quote inside it twice.',
  },
  'log-json': {
    says: ({ line }) => `Line ${line} is not a JSON object, as the first is.`,
    fix: () => 'Write one object a line, such as {"atMs": 12.5}.',
  },
  'log-header': {
    says: ({ line, name }) => `The columns named in line ${line} are without “${name}”.`,
    fix: ({ name }) => `Name the column of the times “${name}”.`,
  },
  'log-column': {
    says: ({ line, name }) => `Line ${line} names a column “${name}”, which is not known.`,
    fix: ({ nearest }) => `Did you mean “${nearest}”?`,
  },
  'log-line': {
    says: ({ line, got, max }) => `Line ${line} has ${count(got, 'character')}; ${quantity(max)} fit.`,
    fix: () => 'Keep the times and what belongs to them, one row a line.',
  },
  'log-long': {
    says: ({ line, max }) => `From line ${line} on there are more than ${count(max, 'row')}.`,
    fix: ({ max }) => `Keep at most ${quantity(max)}.`,
  },
  'log-more': {
    says: ({ more }) => `${count(more, 'more line')} cannot be read.`,
    fix: () => 'Mend the lines named first; the others may have the same fault.',
  },

  'wrong-format': {
    says: () =>
      'This is damaged, or not a Halfopen scenario: its “format” is not one that Halfopen ever wrote.',
    fix: ({ newest }) => `Write "format": ${newest}.`,
  },
  'newer-format': {
    says: ({ format, newest }) => `This was made by a newer Halfopen (format ${format}; here: ${newest}).`,
    fix: () => 'Reload the page, or update the command line, to get the newer version.',
  },
  'wrong-engine': {
    says: ({ value }) => `${value} is no version of the engine.`,
    fix: () => 'Leave “engine” out: the present one is meant then.',
  },
  'other-engine': {
    level: 'warning',
    says: ({ theirs, ours }) =>
      `This was made with version ${theirs} of the engine; version ${ours} runs it here, and may run it differently.`,
    fix: ({ theirs, ours }) =>
      theirs > ours ? 'Update Halfopen to see the same run.' : 'Look again at numbers that you rely on.',
  },
  'wrong-id': {
    says: ({ id }) => `“${id}” cannot be an id.`,
    fix: () => 'Use a small letter, then up to seven small letters or digits, such as “n1”.',
  },
  'duplicate-id': {
    says: ({ id }) => `The id “${id}” is there twice.`,
    fix: () => 'Give each node, edge and group an id of its own.',
  },
  'unknown-kind': {
    says: ({ value }) => `There is no kind of node called “${value}”.`,
    fix: ({ nearest, choices }) => guess(nearest, choices),
  },
  'unknown-node': {
    says: ({ id }) => `There is no node “${id}”.`,
    fix: () => 'Use the id of a node of this scenario.',
  },
  'nothing-there': {
    says: ({ id }) => `“${id}” is no longer there.`,
    fix: () => 'Nothing was changed; choose something that exists.',
  },
  'nothing-behind': {
    says: ({ node }) => `${node} passes calls on to nobody yet.`,
    fix: () => 'Connect it to a service first, or remove it.',
  },
  'self-edge': {
    says: ({ node }) => `${node} cannot be connected to itself.`,
    fix: () => 'Connect it to another node.',
  },
  'wrong-edge': {
    says: ({ fromKind, toKind }) => `A ${lower(fromKind)} cannot call a ${lower(toKind)}.`,
    fix: ({ from, to }) => `Remove the edge from ${from} to ${to}, or turn it round.`,
  },
  'duplicate-edge': {
    says: ({ from, to }) => `${from} is connected to ${to} already.`,
    fix: () => 'Keep one of the two edges.',
  },
  'one-callee': {
    says: ({ from, kind, callee, to }) =>
      `A ${lower(kind)} serves one service: ${from} calls ${callee} already, so it cannot call ${to}.`,
    fix: ({ kind }) => `Use another ${lower(kind)}, or a gateway, which chooses by path.`,
  },
  'call-cycle': {
    says: ({ nodes }) => `Calls would go round in a circle: ${nodes}.`,
    fix: () => 'Remove one edge of the circle.',
  },
  'unknown-group': {
    says: ({ id }) => `There is no group “${id}”.`,
    fix: () => 'Use the id of a group of this scenario.',
  },
  'wrong-parent': {
    says: ({ kind, larger }) => `A ${kind} cannot lie in a ${larger}.`,
    fix: () => 'A machine lies in a zone or a datacenter, a zone in a datacenter, a datacenter in nothing.',
  },
  'place-twice': {
    says: ({ id }) => `It stands in “${id}” already.`,
    fix: () => 'Name each group once.',
  },
  'self-distance': {
    says: ({ from }) => `From ${from} to itself it is no distance.`,
    fix: () => 'Name two groups.',
  },
  'inside-distance': {
    says: ({ from, to }) => `One of ${from} and ${to} lies in the other.`,
    fix: () => 'Name two groups that lie apart.',
  },
  'duplicate-distance': {
    says: ({ from, to }) => `The distance between ${from} and ${to} is there twice.`,
    fix: () => 'Keep one of the two.',
  },
  'order-twice': {
    says: ({ layer }) => `The ${layer} stands twice in the chain: it would count every call twice.`,
    fix: () => 'Keep one of the two.',
  },
  'order-missing': {
    says: ({ layer }) => `The ${layer} has no place in the chain.`,
    fix: ({ layer }) => `Add the ${layer}; where its setting is “none” it does nothing there.`,
  },
  'order-timeout-outside': {
    says: () => 'The time-out of a try stands outside the retry: the first one would cut off all the others.',
    fix: () => 'Put it within the retry; to bound all tries together, set the overall time-out.',
  },

  'unknown-fault': {
    says: ({ value }) => `There is no fault called “${value}”.`,
    fix: ({ nearest, choices }) => guess(nearest, choices),
  },
  'unknown-target': {
    says: ({ fault, wanted, id }) =>
      `“${fault}” acts on ${article(wanted)}, and “${id}” is none of this scenario.`,
    fix: ({ wanted }) => `Use the id of ${article(wanted)} of this scenario.`,
  },
  'wrong-fault': {
    says: ({ fault, kind }) => `“${fault}” does not apply to a ${lower(kind)}.`,
    fix: () => 'Choose another target or another fault.',
  },
  'unknown-instance': {
    says: ({ node, count: instances }) =>
      `${node} has ${count(instances, 'instance')}, and this is none of them.`,
    fix: ({ count: instances }) => `Use a whole number from 0 to ${quantity(Number(instances) - 1)}.`,
  },
  'no-instances': {
    says: ({ fault, wanted }) => `“${fault}” acts on a whole ${wanted}, not on one instance.`,
    fix: () => 'Leave “instance” out.',
  },
  'self-partition': {
    says: ({ label }) => `${label} cannot be cut off from itself.`,
    fix: () => 'Name another group, or none for all that is outside.',
  },
  'script-order': {
    says: () => 'This action comes before the one above it.',
    fix: () => 'Put the actions in the order of their times.',
  },

  'queue-full': {
    says: ({ limit, node }) => `More than ${quantity(limit)} events are pending, most of them at ${node}.`,
    fix: ({ node }) => `Lower the request rate, or the queues and delays of ${node}.`,
  },
  'frames-full': {
    says: ({ limit, node }) => `More than ${quantity(limit)} calls are in flight, most of them at ${node}.`,
    fix: ({ node }) => `Lower the request rate, or the queues and time-outs of ${node}.`,
  },
  horizon: {
    says: ({ node }) => `Something was to happen more than 71 minutes ahead; most of the work is at ${node}.`,
    fix: () => 'Shorten the longest delays; no setting needs more than an hour.',
  },
  'engine-fault': {
    says: ({ message }) => `The engine made a mistake of its own: ${message}.`,
    fix: () => 'This is our fault; please report it with the link of this scenario.',
  },
  'worker-hung': {
    says: ({ seconds }) => `The engine has not answered for ${count(seconds, 'second')}.`,
    fix: () => 'Start it again; a lower request rate will help.',
  },
  'worker-fault': {
    says: ({ message }) => `The engine could not go on: ${message}.`,
    fix: reload,
  },
  'part-missing': {
    says: ({ message }) => `A part of the page could not be loaded: ${message}.`,
    fix: reload,
  },
  'machine-disagrees': {
    says: ({ machine, subject, expected, found, seconds }) =>
      `After ${quantity(seconds, 's')} the ${machine} of ${subject} should be “${expected}”, but the engine says “${found}”.`,
    fix: () => 'This is our fault; please report it with the link of this scenario.',
  },

  'link-empty': {
    says: () => 'This link holds no scenario.',
    fix: askAgain,
  },
  'link-unknown': {
    says: () => 'This is not a link of Halfopen.',
    fix: () => 'A link holds “#v0.” and a long run of letters and digits.',
  },
  'link-newer': {
    says: ({ tag }) => `This link was made by a newer Halfopen (${tag}).`,
    fix: () => 'Reload the page, or update the command line, to get the newer version.',
  },
  'link-too-long': {
    says: ({ length, max }) => `This link has ${count(length, 'character')}; ${quantity(max)} is the most.`,
    fix: () => 'Ask for the scenario as a file.',
  },
  'link-damaged': {
    says: () => 'Some of this link is missing or changed.',
    fix: askAgain,
  },
  'link-bomb': {
    says: ({ max }) => `This link unpacks to more than ${count(max, 'byte')}: no scenario does.`,
    fix: () => 'Do not trust where it came from.',
  },

  'autosave-off': {
    level: 'warning',
    says: ({ message }) => `The browser lets nothing be kept here: ${message}.`,
    fix: () => 'Copy the link of your work before you leave; private windows often allow no storage.',
  },
  'autosave-full': {
    level: 'warning',
    says: () => 'There is no room left to keep your work in this browser.',
    fix: () => 'Copy the link of your work, then free some space.',
  },
  'autosave-failed': {
    level: 'warning',
    says: ({ message }) => `Your work could not be kept just now: ${message}.`,
    fix: () => 'It is still here and will be tried again; copy the link to be safe.',
  },
};

function unworded(code: string): Words {
  return { says: (params) => [code, ...Object.values(params)].join(' '), fix: () => '' };
}

const english = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

function quantity(value: string | number, unit: string | number = ''): string {
  const number = typeof value === 'number' ? english.format(value) : value;
  return unit === '' ? number : unit === '/s' ? `${number}/s` : `${number} ${unit}`;
}

function count(value: string | number, thing: string): string {
  return `${quantity(value)} ${thing}${Number(value) === 1 ? '' : 's'}`;
}

function guess(nearest: string | number, choices: string | number): string {
  return nearest ? `Did you mean “${nearest}”?` : `Choose one of: ${choices}.`;
}

function article(noun: string | number): string {
  return /^[aeiou]/.test(String(noun)) ? `an ${noun}` : `a ${noun}`;
}

function lower(label: string | number): string {
  return String(label).toLowerCase();
}
