import type { Row } from './row.ts';

const found = import.meta.glob<readonly Row[]>('./rows/*.ts', { eager: true, import: 'rows' });

/** Every row in the house, by file and then in its order. */
export const rows: readonly Row[] = Object.values(found).flat();
