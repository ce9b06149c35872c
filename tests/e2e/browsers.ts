import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/**
 * The Chromium to test with: `HALFOPEN_CHROMIUM`, else Playwright's own, else one the system has.
 *
 * @returns undefined if there is none; Playwright then fails and says how to get one
 */
export function chromiumPath(): string | undefined {
  const candidates = [
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return process.env.HALFOPEN_CHROMIUM ?? candidates.find((path) => existsSync(path));
}

/** The Firefox to test with: `HALFOPEN_FIREFOX`, else one the system has, preferably the extended-support one. */
export function firefoxPath(): string {
  const candidates = [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ];
  return process.env.HALFOPEN_FIREFOX ?? candidates.find((path) => existsSync(path)) ?? candidates[0];
}
