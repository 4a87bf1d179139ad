// How the page is read: language, theme, projector, help, motion.
import assert from 'node:assert/strict';
import { choose, click, drawn, pageTest, position, press, settle, text, until, watchCanvases } from './support.mjs';

/** Every text that can be seen or is read out, by where it stands. */
function words(page) {
  return page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.trim();
      const skipped = node.parentElement.closest('math, script, .sprite, .brand, #example option, #status');
      if (text && !skipped) found.push(text);
    }
    for (const element of document.body.querySelectorAll('[title], [aria-label], [aria-valuetext]')) {
      for (const name of ['title', 'aria-label', 'aria-valuetext']) {
        const text = element.getAttribute(name);
        if (text && !element.closest('.equation-line')) found.push(text);
      }
    }
    return found;
  });
}

/** Words that are the same in both languages: names and letters of the subject. */
const SHARED = /backstep|sigmoid|tanh|leaky|relu|softmax|sgd|nesterov|xavier|kaiming|mazur|xor|english|shift|page (up|down)|home|ctrl|alt|esc|numpy|pytorch|jax|tensorflow|keras|dropout|adagrad|rmsprop|adamw?|\.jsonl?|\.csv/gi;

const CHINESE = /[\u4e00-\u9fff]/;

pageTest('everything on the page changes its language, and it is remembered', { language: 'en' }, async (page) => {
  const root = page.locator('html');
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await page.locator('#network').focus();
  await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
  assert.equal(await root.getAttribute('lang'), 'en');
  const english = (await words(page)).filter((text) => CHINESE.test(text));
  assert.deepEqual(english, ['中文'], 'in English only the name of the other language is Chinese');
  assert.match(await page.title(), /backpropagation/);
  await watchCanvases(page);
  const drawnEnglish = await drawn(page);

  await click(page, 'language');
  assert.equal(await root.getAttribute('lang'), 'zh-CN');
  assert.match(await page.title(), /反向传播/);
  const left = (await words(page)).filter((text) => /[a-z]{3,}/i.test(text.replaceAll(SHARED, '')));
  assert.deepEqual(left, [], 'in Chinese no English words are left');
  assert.notDeepEqual(await drawn(page), drawnEnglish, 'the picture too');
  assert.ok((await drawn(page)).some(({ text }) => CHINESE.test(text)));
  assert.ok((await drawn(page, 'loss-chart')).some(({ text }) => CHINESE.test(text)));
  assert.deepEqual(await position(page), { iteration: 0, op: 39 }, 'the run stays where it is');

  await page.reload();
  await until(page, 'it is ready', () => document.documentElement.dataset.ready === 'true');
  assert.equal(await root.getAttribute('lang'), 'zh-CN', 'remembered');
  await page.locator('body').press('l');
  await settle(page);
  assert.equal(await root.getAttribute('lang'), 'en');
});

pageTest('messages come in the page’s language', { language: 'zh' }, async (page) => {
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.locator('#learning_rate').fill('快');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.match(await text(page, 'error-learning_rate'), /^学习率 η：必须是数字/);
  await page.evaluate(() => {
    globalThis.location.hash = 'nonsense';
  });
  await until(page, 'there is a notice', () => !document.getElementById('notice').hidden);
  assert.match(await text(page, 'notice-text'), /没有名为“nonsense”的示例/);
  await click(page, 'language');
  assert.match(await text(page, 'error-learning_rate'), /^Learning rate η: must be a number/);
  assert.match(await text(page, 'notice-text'), /no example called “nonsense”/);
});

for (const scheme of ['light', 'dark']) {
  const other = scheme === 'light' ? 'dark' : 'light';
  pageTest(`the theme follows the system (${scheme}) until another is chosen, which is remembered`, { scheme }, async (page) => {
    const brightness = () =>
      page.evaluate(() => {
        const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
        return (red + green + blue) / 3 > 128 ? 'light' : 'dark';
      });
    assert.equal(await brightness(), scheme);
    await click(page, 'theme');
    assert.equal(await brightness(), other);
    await page.reload();
    await until(page, 'it is ready', () => document.documentElement.dataset.ready === 'true');
    assert.equal(await brightness(), other, 'remembered');
    await page.locator('body').press('t');
    await settle(page);
    assert.equal(await brightness(), scheme);
  });
}

pageTest('a change of the system’s theme repaints the pictures as well', {}, async (page) => {
  await settle(page);
  const all = await page.evaluate(() => document.getElementById('network').toDataURL());
  await page.emulateMedia({ colorScheme: 'dark' });
  await until(page, 'the picture is another', (all) => document.getElementById('network').toDataURL() !== all, all);
});

pageTest('presenting makes the type larger, fills the screen and ends with Escape', {}, async (page) => {
  const size = () =>
    page.evaluate(() => Number.parseFloat(getComputedStyle(document.getElementById('op-name')).fontSize));
  const before = await size();
  await press(page, 'p');
  await until(page, 'the screen is filled', () => document.fullscreenElement !== null);
  assert.ok((await size()) > before, 'larger type');
  await settle(page);
  assert.ok(await page.locator('#network').isVisible());
  assert.ok(await page.locator('[data-command="forward"]').isVisible());
  await press(page, 'PageDown', 'PageDown');
  assert.equal((await position(page)).op, 2, 'the clicker works');
  const width = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
  assert.ok(width <= 0, 'nothing is pushed off the side');
  await press(page, 'Escape');
  await until(page, 'the screen is left', () => document.fullscreenElement === null);
  await settle(page);
  assert.equal(await size(), before);
  await click(page, 'present');
  assert.ok((await size()) > before, 'the button does the same');
});

pageTest('help opens with a key and a button, holds every key, and leaves the run alone', { viewport: { width: 1024, height: 600 } }, async (page) => {
  const help = page.locator('#help');
  assert.ok(!(await help.isVisible()));
  await press(page, '?');
  assert.ok(await help.isVisible());
  for (const key of ['Shift', 'Page Down', 'Space', 'Home', 'Ctrl', '?']) {
    assert.ok((await help.locator('kbd', { hasText: key }).count()) > 0, `the key ${key}`);
  }
  await press(page, 'ArrowRight', 'PageDown', '4', 'r');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 }, 'keys read the help, not the run behind it');
  assert.equal(await page.locator('[data-command="size_op"]').getAttribute('aria-pressed'), 'true');
  await press(page, 'Escape');
  assert.ok(!(await help.isVisible()));
  await press(page, 'ArrowRight');
  assert.equal((await position(page)).op, 1);

  await click(page, 'help');
  assert.ok(await help.isVisible());
  await click(page, 'close_help');
  assert.ok(!(await help.isVisible()));
  assert.equal(
    await page.evaluate(() => document.activeElement.dataset.command),
    'help',
    'the focus is back where it was',
  );
});

for (const reducedMotion of [false, true]) {
  const name = reducedMotion ? 'nothing moves for those who want it still' : 'values travel along the edges and arrive';
  pageTest(name, { reducedMotion }, async (page) => {
    // The page's own clock stands still between the steps of the test.
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(10_000);
    await page.evaluate(() => {
      let paintings = 0;
      const { clearRect } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
        if (this.canvas.id === 'network') paintings += 1;
        return clearRect.apply(this, rest);
      };
      globalThis.paintings = () => paintings;
    });
    const paintingsIn = async (milliseconds) => {
      const before = await page.evaluate(() => globalThis.paintings());
      await page.clock.runFor(milliseconds);
      return (await page.evaluate(() => globalThis.paintings())) - before;
    };
    await page.keyboard.press('ArrowRight');
    await page.clock.runFor(1000);
    await page.keyboard.press('ArrowRight');
    assert.ok((await paintingsIn(50)) > 0, 'the operation is drawn');
    const onTheWay = await paintingsIn(200);
    if (reducedMotion) assert.equal(onTheWay, 0);
    else assert.ok(onTheWay > 1, 'the values are on their way');
    await page.clock.runFor(1000);
    assert.equal(await paintingsIn(1000), 0, 'at rest nothing is painted');
    const running = await page.evaluate(
      () => document.getAnimations().filter((each) => each.playState === 'running').length,
    );
    assert.equal(running, 0);
  });
}

pageTest('the loss is drawn on a linear or a logarithmic axis', { hash: 'program', reducedMotion: true }, async (page) => {
  await watchCanvases(page);
  await choose(page, 'speed', 'max');
  await page.evaluate(() => globalThis.backstep.seek(3000, 0));
  await settle(page);
  const linear = (await drawn(page, 'loss-chart')).map(({ text }) => text);
  await click(page, 'axis_log');
  const log = (await drawn(page, 'loss-chart')).map(({ text }) => text);
  assert.notDeepEqual(log, linear);
  assert.ok(log.some((text) => /^10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(text)), log.join(' '));
  assert.equal(await page.locator('[data-command="axis_log"]').getAttribute('aria-pressed'), 'true');
  await click(page, 'axis_linear');
  assert.deepEqual((await drawn(page, 'loss-chart')).map(({ text }) => text), linear);
});
