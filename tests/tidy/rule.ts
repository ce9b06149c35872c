import ts from 'typescript';

/** One rule of the house, with samples that prove it can fail. */
export interface Rule {
  /** What holds, as a sentence. */
  claim: string;
  /** Why it is worth a failing build. */
  why: string;
  find(file: Source): Finding[];
  /** Made-up files that break the rule, each exactly once. */
  bad: Sample[];
  /** Made-up files that come close and are right. */
  good: Sample[];
}

export interface Finding {
  /** From 1. */
  line: number;
  what: string;
}

export type Sample = [path: string, text: string];

/** A file of the project: its path from the project's folder, its text and, for code, its syntax. */
export class Source {
  readonly path: string;
  readonly text: string;
  #syntax: ts.SourceFile | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get isTest(): boolean {
    return /\.(test|spec)\.ts$/.test(this.path) || this.path.startsWith('tests/');
  }

  get isCode(): boolean {
    return /\.(ts|js|svelte)$/.test(this.path);
  }

  /** In a component: of its scripts, with everything else blanked so that the lines keep their numbers. */
  get syntax(): ts.SourceFile {
    const code = this.path.endsWith('.svelte') ? scriptsOf(this.text) : this.text;
    return (this.#syntax ??= ts.createSourceFile(this.path + '.ts', code, ts.ScriptTarget.ESNext, true));
  }

  /** A finding at each place in the code where `see` has something to say. */
  nodes(see: (node: ts.Node) => string | undefined): Finding[] {
    const findings: Finding[] = [];
    const visit = (node: ts.Node): void => {
      const what = see(node);
      if (what !== undefined) findings.push({ line: this.#lineOf(node), what });
      ts.forEachChild(node, visit);
    };
    if (this.isCode) visit(this.syntax);
    return findings;
  }

  /** A finding for each match in the text, comments and strings included. */
  matches(pattern: RegExp): Finding[] {
    return this.text.split('\n').flatMap((line, index) =>
      [...line.matchAll(new RegExp(pattern, 'g'))].map(([what]) => ({
        line: index + 1,
        what: what.trim(),
      })),
    );
  }

  #lineOf(node: ts.Node): number {
    return this.syntax.getLineAndCharacterOfPosition(node.getStart(this.syntax)).line + 1;
  }
}

function scriptsOf(component: string): string {
  let end = 0;
  let kept = '';
  for (const match of component.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    kept += blank(component.slice(end, start)) + match[1];
    end = start + match[1].length;
  }
  return kept + blank(component.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
