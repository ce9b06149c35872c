export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'halfopen-theme';

/** Light or dark: as the system has it, or as chosen here. The page's root element carries the outcome. */
export class Theme {
  #choice = $state<ThemeChoice>(stored());
  readonly #system = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.#system.addEventListener('change', this.#show);
    this.#show();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }
  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
    this.#show();
  }

  dispose(): void {
    this.#system.removeEventListener('change', this.#show);
  }

  readonly #show = (): void => {
    const isDark = this.#choice === 'dark' || (this.#choice === 'system' && this.#system.matches);
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  };
}

function stored(): ThemeChoice {
  const choice = localStorage.getItem(KEY);
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}
