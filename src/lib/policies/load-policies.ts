import { completeDefaults } from '#lib/base/schema-read.ts';
import { learnBehaviours, type PolicyBehaviour } from './behaviours.ts';
import { learn, type AnyPolicy } from './policies.ts';

const definitions = import.meta.glob<AnyPolicy>('./*/*/policy.ts', { import: 'policy' });
const behaviours = import.meta.glob<PolicyBehaviour>('./*/*/behaviour.ts');

/** What kinds choose by default is here from the start: the reference layout runs on that alone. */
learnBehaviours(
  import.meta.glob<PolicyBehaviour>(
    [
      './balancing/round-robin/behaviour.ts',
      './breaking/course/behaviour.ts',
      './checking/alb/behaviour.ts',
      './discovering/leased/behaviour.ts',
    ],
    { eager: true },
  ),
);

/**
 * Loads the policies that settings choose, wherever in them, and those that these choose by default in turn: a world is built
 * at once, so what it is built of must be here before. A name that is in several families is loaded from each.
 *
 * @param settings a scenario, or any part of one, as sparse as it comes
 * @throws PartMissing when one of them cannot be loaded
 */
export async function loadChosen(settings: unknown): Promise<void> {
  const chosen = [...namesIn(settings)];
  const wanted = foldersOf(chosen).filter((folder) => !asked.has(folder));
  if (wanted.length === 0) return;
  const found = await Promise.all(wanted.map(loadFolder));
  await loadChosen(found.map(({ fields }) => completeDefaults(fields)));
}

/** A part of the program that is not where it was: the connection is gone, or the site was renewed in the meantime. */
export class PartMissing extends Error {}

/** What is loaded, by its folder. */
const asked = new Set<string>();

function foldersOf(names: readonly string[]): string[] {
  return Object.keys(definitions)
    .map((file) => file.slice(0, file.lastIndexOf('/')))
    .filter((folder) => names.includes(folder.split('/')[2]));
}

async function loadFolder(folder: string): Promise<AnyPolicy> {
  const file = `${folder}/behaviour.ts`;
  try {
    const [policy, behaviour] = await Promise.all([definitions[`${folder}/policy.ts`](), behaviours[file]()]);
    learn([policy]);
    learnBehaviours({ [file]: behaviour });
    asked.add(folder);
    return policy;
  } catch (error) {
    throw new PartMissing(error instanceof Error ? error.message : String(error));
  }
}

/** Every `is` in some settings. */
function namesIn(value: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return names;
  const { is } = value as { is?: unknown };
  if (typeof is === 'string') names.add(is);
  for (const each of Object.values(value)) namesIn(each, names);
  return names;
}
