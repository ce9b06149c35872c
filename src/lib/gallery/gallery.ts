import type { Scenario } from '#lib/scenario/document.ts';

export interface GalleryEntry {
  /** The folder's name: what the command line and links call it. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly scenario: Scenario;
}

const found = import.meta.glob<Scenario>('./*/scenario.json', { eager: true, import: 'default' });

/** Every scenario of the gallery by name; a test reads each one as strictly as a stranger's file. */
export const gallery: ReadonlyMap<string, GalleryEntry> = new Map(
  Object.entries(found).map(([file, scenario]) => {
    const name = file.split('/')[1];
    return [name, { name, title: scenario.name, about: scenario.about, scenario }];
  }),
);
