/** The paths that requests ask for, as numbers: a place in `names`. Number 0 is the root path. */
export class Paths {
  readonly names: string[] = ['/'];

  /** The number of a path; the same path gives the same number. */
  intern(path: string): number {
    const known = this.names.indexOf(path);
    return known >= 0 ? known : this.names.push(path) - 1;
  }
}
