interface Question {
  readonly micros: number;
  resolve(digest: string): void;
  reject(error: Error): void;
}

/** Digests asked for, answered one after the other by looks at their own moments. */
export class Digests {
  #questions: Question[] = [];

  ask(micros: number): Promise<string> {
    return new Promise((resolve, reject) => this.#questions.push({ micros, resolve, reject }));
  }

  /** The moment to look at next, or null. */
  get next(): number | null {
    return this.#questions[0]?.micros ?? null;
  }

  answer(micros: number, digest: string): void {
    const answered = this.#questions.filter((question) => question.micros === micros);
    this.#questions = this.#questions.filter((question) => question.micros !== micros);
    for (const question of answered) question.resolve(digest);
  }

  /** The run that was asked about is no more. */
  abandon(reason: string): void {
    for (const question of this.#questions.splice(0)) question.reject(new Error(reason));
  }
}
