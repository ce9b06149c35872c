import { nearest } from '#lib/base/nearest.ts';
import { Problems } from '#lib/base/problem.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import type { Config, Fields } from '#lib/base/schema.ts';
import { callFields } from '#lib/policies/call-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { families } from '#lib/policies/families.ts';
import { policies } from '#lib/policies/policies.ts';
import { Complaint, problemLines } from '#cli/complaint.ts';

/** An edge's complete settings with one policy chosen, as `--policy` and `--set` say. @throws Complaint */
export function edgeWith(policy: PolicyDefinition, settings: readonly string[]): Config {
  const raw = Object.fromEntries(settings.map((each) => settingOf(each)));
  const problems = new Problems();
  const fields: Fields = callFields({
    timeoutMs: 600_000,
    timeoutSource: 'Halfopen',
    breaker: 'none',
    breakerSource: 'Halfopen',
  });
  const { setting } = families[policy.family];
  const config = readConfig(fields, { [setting]: { is: policy.policy, ...raw } }, '', problems);
  if (problems.list.length > 0) throw new Complaint(problemLines(`--set`, problems.list));
  return config;
}

/** A policy by `family/name`, or by its name alone when only one family has it. @throws Complaint */
export function policyCalled(text: string): PolicyDefinition {
  const named = policies.filter(({ family, policy }) => text === policy || text === `${family}/${policy}`);
  if (named.length === 1) return named[0];
  const all = policies.map(({ family, policy }) => `${family}/${policy}`);
  if (named.length > 1) {
    throw new Complaint(
      `--policy: “${text}” is in several families: write one of ${named.map(nameOf).join(', ')}.`,
    );
  }
  const meant = nearest(text, [...all, ...policies.map(({ policy }) => policy)]);
  const hint = meant ? `Did you mean “${meant}”?` : `The policies are: ${all.join(', ')}.`;
  throw new Complaint(`--policy: there is no policy “${text}”. ${hint}`);
}

export function nameOf({ family, policy }: PolicyDefinition): string {
  return `${family}/${policy}`;
}

/** `name=value`: the value as JSON where it is JSON, else as text. */
function settingOf(text: string): [name: string, value: unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw new Complaint(`--set: “${text}” is not name=value, such as failureRateThreshold=50.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    return [text.slice(0, at), value];
  }
}
