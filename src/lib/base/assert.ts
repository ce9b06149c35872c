/** States an invariant of the program itself; stays on in production. Bad input gets a `Problem` instead. */
export function assert(condition: unknown, claim: string): asserts condition {
  // What is rare is apart: V8 inlines a function of at most 27 bytes of bytecode wherever it is called.
  if (!condition) fail(claim);
}

function fail(claim: string): never {
  throw new Error(`invariant broken: ${claim}`);
}
