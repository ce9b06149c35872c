// Every page is written to a file at build time; what it shows is computed in the visitor's own browser.
export const prerender = true;
export const ssr = false;
// A folder with an index.html is found by every static host, from any base path.
export const trailingSlash = 'always';
