import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../src/cli/bundle.js';
import type * as Library from '../src/cli/library.ts';

/** The engine as users run it: bundled, at full speed. Heavy tests take all they need from here. */
export const library: typeof Library = await import(
  /* @vite-ignore */ pathToFileURL(join(await bundle(), 'library.js')).href
);
