import type { Fact } from '#lib/base/fact.ts';
import { toCreate, type Member, type Wanted } from './fleet-steps.ts';

/** What a fleet shows of itself on its node's panel. */
export function factsOf(members: readonly Member[], wanted: Wanted, going: number): readonly Fact[] {
  const { desired, version } = wanted;
  const up = members.filter(({ available }) => available).length;
  const facts: Fact[] = [
    { key: 'available', label: 'Available', value: up, of: desired },
    { key: 'version', label: 'Version', value: version },
  ];
  const versions = [...new Set(members.map((member) => member.version))].sort((a, b) => a - b);
  if (versions.length > 1) {
    const bars = versions.map((each) => {
      const mine = members.filter((member) => member.version === each);
      const up = mine.filter(({ available }) => available).length;
      const note = up === mine.length ? 'all serve' : `${up} serve`;
      return { label: `version ${each}`, value: mine.length, of: desired + wanted.maxSurge, note };
    });
    facts.push({ key: 'versions', label: 'Old and new', value: members.length, bars });
    facts.push({ key: 'maxSurge', label: 'maxSurge', value: wanted.maxSurge });
    facts.push({ key: 'maxUnavailable', label: 'maxUnavailable', value: wanted.maxUnavailable });
  }
  if (going > 0) facts.push({ key: 'going', label: 'Asked to leave', value: going });
  // Whoever could be created has been: only an address is missing.
  const waiting = toCreate(members, wanted);
  if (waiting > 0) facts.push({ key: 'waiting', label: 'Wait for a free address', value: waiting });
  return facts;
}

/** What its card says while it is at something: how far it is. */
export function faceOf(
  members: readonly Member[],
  { desired, version }: Wanted,
  state: string,
): readonly Fact[] {
  if (state === 'idle') return [];
  const rolls = state === 'rolling' || state === 'stuck';
  const counted = members.filter((member) => member.available && (!rolls || member.version === version));
  const value = `${counted.length} of ${desired} ${rolls ? 'new' : 'up'}`;
  return [{ key: 'fleet', label: state, value }];
}
