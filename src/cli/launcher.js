import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.js';
import { root } from './sources.js';

// Plain JavaScript, because this is what starts before anything is bundled: `node src/cli/launcher.js run …`.
const folder = await bundle();
const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);

// Not process.exit: that would cut off output still on its way into a pipe.
process.exitCode = await main(process.argv.slice(2), root);
