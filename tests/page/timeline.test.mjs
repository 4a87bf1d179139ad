// Any iteration is one drag, one click or one number away.
import assert from 'node:assert/strict';
import { field, pageTest, press, settle, text, trace, type, until } from './support.mjs';

/** The number of iterations done, as the page says it. */
async function done(page) {
  return Number(await field(page, 'go_to_iteration').inputValue());
}

pageTest('a click in the loss curve goes there, a drag further, and steps go on from there', { hash: 'program' }, async (page) => {
  await page.evaluate(() => globalThis.backstep.seek(999, 0xffffffff));
  await settle(page);
  assert.equal(await done(page), 1000);
  assert.equal(await text(page, 'reached'), 'of 1,000');
  const box = await page.locator('#loss-chart').boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.click(box.x + box.width / 2, y);
  await until(page, 'the run has gone back', () => JSON.parse(globalThis.backstep.trace()).iteration < 700);
  await settle(page);
  const there = await done(page);
  assert.ok(there > 300 && there < 600, `${there}`);
  assert.match(await text(page, 'position'), new RegExp(`^iteration ${there} `));

  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
  await page.mouse.up();
  await settle(page);
  assert.ok((await done(page)) > there + 100, 'forwards again');

  await press(page, '4', 'ArrowRight');
  const before = await trace(page);
  await press(page, 'ArrowLeft', 'ArrowRight');
  assert.deepEqual(await trace(page), before);
});

pageTest('the timeline is a slider for the keyboard', { hash: 'mazur' }, async (page) => {
  await type(page, 'go_to_iteration', '200');
  await settle(page);
  await field(page, 'timeline').focus();
  await page.keyboard.press('Home');
  await until(page, 'it is at the start', () => document.getElementById('go_to_iteration').value === '0');
  await page.keyboard.press('End');
  await until(page, 'it is at the end', () => document.getElementById('go_to_iteration').value === '200');
  await page.keyboard.press('ArrowLeft');
  await until(page, 'it is one before', () => document.getElementById('go_to_iteration').value === '199');
  assert.equal(await field(page, 'timeline').getAttribute('aria-valuetext'), 'iteration 199 of 200');
});

pageTest('a number that is no iteration is told beside its field', {}, async (page) => {
  await type(page, 'go_to_iteration', '2.5');
  assert.match(await text(page, 'error-go_to_iteration'), /must be a whole number/);
  assert.equal((await trace(page)).iteration, 0);
});
