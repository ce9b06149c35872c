/** States an invariant of the program itself; stays on in production. Bad input gets a `Problem` instead. */
export function assert(condition: unknown, claim: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${claim}`);
}
