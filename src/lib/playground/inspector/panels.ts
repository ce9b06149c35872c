/** What looks into the things on the canvas. Their forms offer every policy there is, so all of those come along. */
import '#lib/policies/all-policies.ts';

export { default as EdgePanel } from './EdgePanel.svelte';
export { default as GroupPanel } from './GroupPanel.svelte';
export { default as NodePanel } from './NodePanel.svelte';
