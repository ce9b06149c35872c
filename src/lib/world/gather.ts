import { loadChosen } from '#lib/policies/load-policies.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import { layOut } from './layout.ts';

/**
 * Loads the policies that a world of this scenario is built of: first those that it names, then, with every default filled
 * in, those that these and the kinds choose when nothing is said.
 *
 * @throws ProblemError when the scenario is not valid
 * @throws PartMissing when one of them cannot be loaded
 */
export async function gather(scenario: Scenario): Promise<void> {
  await loadChosen([scenario.nodes, scenario.edges]);
  const { nodes, edges } = layOut(scenario, house);
  await loadChosen([...nodes, ...edges].map(({ config }) => config));
}
