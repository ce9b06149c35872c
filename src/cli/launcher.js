import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { bundle } from './bundle.js';
import { root } from './sources.js';

// An event goes through a long chain of small functions, and V8 stops inlining at 920 bytes of bytecode in all: with these
// limits a run takes a tenth less time. A V8 that does not know them says so, and goes on.
setFlagsFromString('--max-inlined-bytecode-size=1000');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=6000');

// Plain JavaScript, because this is what starts before anything is bundled: `node src/cli/launcher.js run …`.
const folder = await bundle();
const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);

// Not process.exit: that would cut off output still on its way into a pipe.
process.exitCode = await main(process.argv.slice(2), root);
