import { createContext } from 'svelte';
import type { Studio } from './studio.svelte.ts';

/** The studio, for the parts of the canvas that Svelte Flow mounts itself. */
export const [useStudio, provideStudio] = createContext<Studio>();
