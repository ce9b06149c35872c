import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe complains about, short enough to read in a failed test. */
export async function violations({ page }: { page: Page }): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe: tool } = window as Window & typeof globalThis & { axe: typeof axe };
    const { violations: found } = await tool.run(document, { resultTypes: ['violations'] });
    return found.flatMap(({ id, nodes }) => {
      return nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`);
    });
  });
}
