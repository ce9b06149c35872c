// Nothing here runs: all of it can stand in the file, and be read before any script has come.
export const ssr = true;
