import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearest } from '#lib/base/nearest.ts';
import type { Command } from './command.ts';
import { Complaint } from './complaint.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The options and operands of a command.
 *
 * @param operands what each operand is called, in order; all are needed
 * @throws Complaint for an unknown option, a missing value, and too few or too many operands
 */
export function readArguments<O extends Options>(
  command: Pick<Command, 'name' | 'usage'>,
  argv: readonly string[],
  options: O,
  operands: readonly string[],
) {
  const usage = `Usage: halfopen ${command.name} ${command.usage}`.trimEnd();
  const parsed = parse(argv, options, usage);
  const given = parsed.positionals;
  if (given.length < operands.length) {
    throw new Complaint(`${command.name}: ${operands[given.length]} is missing.\n${usage}`);
  }
  if (given.length > operands.length) {
    throw new Complaint(`${command.name}: “${given[operands.length]}” is one word too many.\n${usage}`);
  }
  return parsed;
}

function parse<O extends Options>(argv: readonly string[], options: O, usage: string) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const name = /^Unknown option '(-[^']*)'/.exec((error as Error).message)?.[1];
    if (name === undefined)
      throw new Complaint(`${(error as Error).message.split(/\.?\n|\. /)[0]}.\n${usage}`);
    const meant = nearest(
      name,
      Object.keys(options).map((option) => `--${option}`),
    );
    const hint = meant ? ` Did you mean ${meant}?` : '';
    throw new Complaint(`There is no option ${name} here.${hint}\n${usage}`);
  }
}

/** A whole number option. @throws Complaint when it is anything else */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= min && value <= max) return value;
  throw new Complaint(`${option}: “${text}” is not a whole number from ${min} to ${max}.`);
}

/** A length of simulated time such as 500ms, 60s, 1.5m or 2h, in whole microseconds. @throws Complaint */
export function durationMicros(option: string, text: string, maxMicros: number): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)(us|ms|s|m|h)$/.exec(text) ?? [];
  if (number === undefined) {
    throw new Complaint(`${option}: “${text}” is not a duration. Write a number and a unit: 500ms, 60s, 5m.`);
  }
  const micros = Math.round(Number(number) * MICROS_PER[unit]);
  if (micros >= 1 && micros <= maxMicros) return micros;
  throw new Complaint(`${option}: ${text} is outside 1us to ${maxMicros / MICROS_PER.h}h.`);
}

const MICROS_PER: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3_600e6 };
