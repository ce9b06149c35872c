import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    // Every page is written to a file, so any web server, folder or USB stick can host the site.
    adapter: adapter({ pages: 'build', assets: 'build', strict: true }),
    paths: { relative: true },
    typescript: {
      // The configuration files at the top level are checked too.
      config: (config) => ({ ...config, include: [...config.include, '../*.config.js', '../*.config.ts'] }),
    },
  },
};
