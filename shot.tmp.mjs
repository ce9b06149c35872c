import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';
const [,, name, width, height, theme, ...steps] = process.argv;
const link = readFileSync('/tmp/gs/link','utf8').trim().split('\n').at(-1);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] });
const p = await b.newPage({ viewport: { width: +width, height: +height } });
p.on('console', m => ['error','warning'].includes(m.type()) && console.log('CONSOLE', m.text()));
p.on('pageerror', e => console.log('ERR', e.message));
await p.addInitScript(t => localStorage.setItem('halfopen-theme', t), theme);
await p.goto('http://localhost:5199/' + link, { waitUntil: 'networkidle' });
await p.getByRole('button', { name: /^(Pause|Play)$/ }).waitFor();
await p.waitForTimeout(3500);
const pause = p.getByRole('button', { name: 'Pause', exact: true });
if (await pause.isVisible()) await pause.click();
let i = 0;
for (const s of steps) {
  const [k, ...v] = s.split(':'); const a = v.join(':');
  if (k === 'click') await p.getByRole('button', { name: a }).first().click();
  if (k === 'exact') await p.getByRole('button', { name: a, exact: true }).first().click();
  if (k === 'group') await p.locator(`.names button[data-id="${a}"]`).click();
  if (k === 'node') await p.locator(`.svelte-flow__node[data-id="${a}"]`).click();
  if (k === 'select') { const [l, o] = a.split('='); await p.getByRole('combobox',{name:l}).selectOption({ label: o }); }
  if (k === 'wait') await p.waitForTimeout(+a);
  if (k === 'eval') console.log(await p.evaluate(a));
  if (k === 'shot') await p.screenshot({ path: `/tmp/gs/${name}-${a}.png` });
  await p.waitForTimeout(500);
}
await p.screenshot({ path: `/tmp/gs/${name}.png` });
await b.close();
