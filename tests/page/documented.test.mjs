// The JavaScript in docs/scenario.md does what it says, in the page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pageTest, scenario, settle, trace } from './support.mjs';

const manual = await readFile(new URL('../../docs/scenario.md', import.meta.url), 'utf8');
const [aLab, thePage] = [...manual.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);

/** Runs a script as the page's console would; what it logs comes back. */
function run(page, script) {
  return page.evaluate((script) => {
    const logged = [];
    const console = { log: (...values) => logged.push(values) };
    new Function('console', script)(console);
    return logged;
  }, script);
}

pageTest('the example of Lab runs beside the page', { hash: 'circle' }, async (page) => {
  const before = await scenario(page);
  const [[loss, preactivation], [message]] = await run(page, aLab);
  assert.ok(loss > 0 && loss < 2);
  assert.ok(Array.isArray(preactivation));
  assert.equal(message, 'weight:9:0:0: does not exist in this network or data');
  assert.deepEqual(await scenario(page), before, 'the page has its own run');
});

pageTest('the example of window.backstep moves the page', {}, async (page) => {
  const [[loss]] = await run(page, thePage);
  await settle(page);
  assert.ok(loss < 0.2, `the circle is learnt: ${loss}`);
  assert.equal((await trace(page)).iteration, 500);
  assert.equal(await page.locator('#learning_rate').inputValue(), '0.3');
});
