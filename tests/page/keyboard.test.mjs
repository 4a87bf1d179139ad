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

/** Whether the focus is in the element of that id, or on it. */
function isIn(page, id) {
  return page.waitForFunction((id) => document.getElementById(id).contains(document.activeElement), id);
}

/** Waits until that control has the focus. */
async function hasFocus(page, control) {
  await page.waitForFunction((control) => {
    const { dataset, id } = document.activeElement;
    return [dataset.command, id].includes(control);
  }, control);
}

for (const [key, panel, button] of [
  ['c', 'check-card', 'check'],
  ['d', 'diagnosis-card', 'diagnosis'],
  ['v', 'landscape', 'landscape'],
  ['e', 'export', 'export'],
  ['w', 'sweep', 'sweep'],
]) {
  pageTest(`the focus goes into ${panel} and back to what opened it`, { hash: 'xor' }, async (page) => {
    await press(page, key);
    await isIn(page, panel);
    await press(page, 'Escape');
    await hasFocus(page, 'network');

    await page.locator('#strip').focus();
    await press(page, key);
    await isIn(page, panel);
    await press(page, 'Escape');
    await hasFocus(page, 'strip');

    await page.locator(`[data-command="${button}"]:visible`).focus();
    await press(page, 'Enter');
    await isIn(page, panel);
    await press(page, 'Tab', 'Escape');
    await hasFocus(page, button);
  });
}

pageTest('a panel in the place of another goes back to what opened that', { hash: 'xor' }, async (page) => {
  await page.locator('#strip').focus();
  await press(page, 'c');
  await isIn(page, 'check-card');
  await press(page, 'd');
  await isIn(page, 'diagnosis-card');
  await press(page, 'd');
  await hasFocus(page, 'strip');
  await press(page, 'c');
  await isIn(page, 'check-card');
  await page.locator('#network').focus();
  await press(page, 'c');
  await page.waitForFunction(() => document.getElementById('check-card').hidden);
  await hasFocus(page, 'network');
});

pageTest('on a phone the focus goes back to the menu', { hash: 'xor', viewport: { width: 390, height: 844 } }, async (page) => {
  await page.locator('.menu-button').click();
  await page.locator('[data-command="export"]').click();
  await isIn(page, 'export');
  await press(page, 'Escape');
  await page.waitForFunction(() => document.activeElement.matches('.menu-button, [data-command="export"]'));
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
