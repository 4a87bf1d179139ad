// The main way through the page with the keyboard alone.
import assert from 'node:assert/strict';
import { inspector, pageTest, position, press, scenario, settle, text, trace } from './support.mjs';

function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element.dataset.command ?? element.dataset.field ?? element.id;
  });
}

/** Presses Tab until the control has the focus; `backwards` with Shift. */
async function tabTo(page, control, backwards = false) {
  const passed = [];
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    const here = await focused(page);
    if (here === control) return;
    passed.push(here);
  }
  assert.fail(`Tab never reached ${control}, but: ${passed.join(', ')}`);
}

pageTest('an experiment from beginning to end without a pointer', {}, async (page) => {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'first, past the bar');
  await tabTo(page, 'example');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await settle(page);
  assert.equal((await scenario(page)).loss, 'half_squared_error', 'Mazur’s example is chosen');

  await tabTo(page, 'forward');
  await press(page, 'Enter', 'Enter');
  assert.equal((await position(page)).op, 2, 'Enter presses the button once');
  await tabTo(page, 'size_pass');
  await press(page, 'Space');
  assert.deepEqual(await position(page), { iteration: 0, op: 2 }, 'Space presses the button and does not play');
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
  assert.match(await text(page, 'op-name'), /^Backward 1/);

  await tabTo(page, 'network', true);
  await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
  assert.equal((await inspector(page)).title, 'weight from input 1 to hidden unit 1');
  await press(page, 'Enter');
  assert.equal(await focused(page), 'value');
  await page.keyboard.type('0.9');
  await press(page, 'Enter');
  assert.equal((await trace(page)).layers[0].weight[0][0], 0.9);
  assert.equal(await focused(page), 'value', 'the focus stays where it was');

  await tabTo(page, 'learning_rate');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1');
  await tabTo(page, 'learning_rate_slider');
  await settle(page);
  assert.equal((await trace(page)).learning_rate, 1, 'leaving the field is enough');
  await press(page, 'ArrowRight');
  assert.ok((await trace(page)).learning_rate > 1, 'arrows on a slider move the slider');
  assert.deepEqual(await position(page), { iteration: 0, op: (await position(page)).op });

  await tabTo(page, 'strip', true);
  await press(page, 'ArrowLeft');
  assert.match(await text(page, 'op-name'), /^Loss/, 'on the strip the arrows are forward and back');
  await press(page, 'r');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
  await press(page, 'Control+z');
  assert.match(await text(page, 'op-name'), /^Loss/);
});

pageTest('keys in a field are for the field', {}, async (page) => {
  await page.locator('#learning_rate').focus();
  const before = await page.evaluate(() => globalThis.backstep.trace());
  await press(page, 'ArrowRight', 'ArrowLeft', 'Home', '1', '2', 'r', 'p', 't', 'l', 'Space', '?');
  assert.equal(await page.evaluate(() => globalThis.backstep.trace()), before);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.ok(!(await page.locator('#help').isVisible()));
});

pageTest('what has the focus can be seen to have it', {}, async (page) => {
  const seen = new Set();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const { name, outline, isVisible } = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        name: element.id || element.dataset.command || element.className,
        outline: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
        isVisible: box.width > 0 && box.height > 0,
      };
    });
    if (element_is_body(name)) break;
    assert.ok(outline, `${name} shows that it has the focus`);
    assert.ok(isVisible, `${name} can be seen`);
    seen.add(name);
  }
  for (const control of ['example', 'network', 'strip', 'forward', 'learning_rate']) {
    assert.ok(seen.has(control), `Tab comes to ${control}`);
  }
});

function element_is_body(name) {
  return name === '' || name === undefined;
}
