// Small screens and large networks.
import assert from 'node:assert/strict';
import { choose, click, field, openFile, pageTest, position, press, scenario, settle, text, trace, type, until } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, touch: true };

/** Taps the visible control of a command, and waits until what it does is shown. */
async function tap(page, id) {
  await page.locator(`[data-command="${id}"]:visible`).first().tap();
  await settle(page);
}

pageTest('a phone shows picture, equation and transport together, each large enough to touch', PHONE, async (page) => {
  for (const id of ['network', 'op-name', 'strip']) {
    const box = await page.locator(`#${id}`).boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 740, `${id} is on the screen`);
  }
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select, input:not([type="checkbox"]), [role="slider"]')]
      .filter((element) => element.checkVisibility())
      .map((element) => [element.id || element.dataset.command, element.getBoundingClientRect()])
      .filter(([, box]) => box.width < 24 || box.height < 24)
      .map(([name]) => name),
  );
  assert.deepEqual(small, [], 'WCAG asks for 24 pixels');

  await tap(page, 'size_pass');
  await tap(page, 'forward');
  await tap(page, 'forward');
  assert.match(await text(page, 'op-name'), /^Loss/);
  const result = page.locator('#equation .equation-result');
  await result.scrollIntoViewIfNeeded();
  assert.ok(await result.isVisible());
  await tap(page, 'back');
  assert.equal((await position(page)).op, 11);
});

pageTest('every control can be reached on a phone', PHONE, async (page) => {
  await page.locator('[popovertarget="menu"]').tap();
  for (const id of ['undo', 'redo', 'open', 'save', 'share', 'language', 'theme', 'help']) {
    assert.ok(await page.locator(`#menu [data-command="${id}"]`).isVisible(), id);
  }
  await page.locator('#menu [data-command="language"]').tap();
  await settle(page);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.keyboard.press('Escape');

  await tap(page, 'toggle_experiment');
  const rate = field(page, 'learning_rate');
  await rate.scrollIntoViewIfNeeded();
  await rate.tap();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0.2');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal((await trace(page)).learning_rate, 0.2);
  await field(page, 'seed').scrollIntoViewIfNeeded();
  assert.ok(await field(page, 'seed').isVisible());
});

pageTest('a touch near a weight selects it', { ...PHONE, hash: 'mazur' }, async (page) => {
  const box = await page.locator('#network').boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await settle(page);
  const title = page.locator('#inspector .inspector-title');
  assert.match(await title.textContent(), /weight|bias|unit|output/);
});

for (const viewport of [{ width: 360, height: 740 }, { width: 740, height: 360 }, { width: 768, height: 1024 }, { width: 1024, height: 600 }]) {
  pageTest(`nothing scrolls sideways at ${viewport.width} × ${viewport.height}, whatever is shown`, { viewport }, async (page) => {
    const check = async (what) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${what}: ${width} px wide`);
    };
    await check('as it opens');
    for (const example of ['mazur', 'deep', 'spiral']) {
      await choose(page, 'example', example);
      await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
      await check(example);
    }
    await press(page, 'd');
    await until(page, 'the run is diagnosed', () => document.querySelector('#diagnosis-findings .verdict:is(.good, .bad)'));
    await check('with the diagnosis');
    await press(page, 'd');
    await click(page, 'toggle_experiment').catch(() => {});
    await type(page, 'learning_rate', 'a very long text that is no number at all');
    await check('with a long message');
    await page.evaluate(() => {
      globalThis.location.hash = 'x'.repeat(300);
    });
    await until(page, 'there is a notice', () => !document.getElementById('notice').hidden);
    await check('with a long notice');
    await press(page, 'l');
    await check('in Chinese');
  });
}

pageTest('a network of 32 layers of 64 units is drawn and can be worked with', {}, async (page) => {
  const layers = [
    ...Array.from({ length: 31 }, () => ({ units: 64, activation: 'tanh' })),
    { units: 1, activation: 'sigmoid' },
  ];
  await openFile(page, 'large.json', {
    format: 'backstep-scenario',
    version: 1,
    data: { set: 'circle', samples: 100, noise: 0, test_fraction: 0.5, seed: 1 },
    network: { inputs: 2, layers, initializer: 'xavier_normal', seed: 3 },
    loss: 'binary_cross_entropy',
    optimizer: { kind: 'sgd', learning_rate: 0.01 },
    batch: { size: 10, shuffle: true, seed: 1 },
  });
  await until(page, 'it is open', () => JSON.parse(globalThis.backstep.scenario()).network.layers.length === 32);
  await settle(page);
  assert.equal(await text(page, 'parameter-count'), '125,057 parameters');
  const colours = await page.evaluate(() => {
    const canvas = document.getElementById('network');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  assert.ok(colours > 50, 'the picture is not empty');

  await press(page, '1', 'ArrowRight', 'ArrowRight');
  assert.equal((await position(page)).op, 2);
  await press(page, '2', 'ArrowRight', 'ArrowLeft', '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  assert.match(await text(page, 'op-name'), /^(Backward|Batch mean)/);
  await press(page, '4', 'ArrowRight', 'ArrowLeft');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
  await choose(page, 'speed', 'max');
  await click(page, 'play');
  await until(page, 'three iterations are done', () => JSON.parse(globalThis.backstep.trace()).iteration >= 3);
  await press(page, 'Space');
  assert.equal(await page.locator('[data-command="play"]').getAttribute('aria-pressed'), 'false', 'it can be stopped');
  assert.equal((await scenario(page)).network.layers.length, 32);
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 1280, height: 720 }, { width: 1024, height: 768 }]) {
  pageTest(`the result of every operation is in sight at ${viewport.width} × ${viewport.height}`, { viewport, reducedMotion: true }, async (page) => {
    for (const example of ['hand', 'circle']) {
      await choose(page, 'example', example);
      const hidden = await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const card = document.querySelector('.equation-card').getBoundingClientRect();
        const count = Number(document.getElementById('strip').getAttribute('aria-valuemax'));
        const found = [];
        for (let op = 0; op < count; op += 1) {
          globalThis.backstep.advance('op');
          if (op % 3 !== 2) continue;
          await frame();
          const result = document.querySelector('#equation .equation-result').getBoundingClientRect();
          if (result.bottom > card.bottom || result.right > card.right) {
            found.push(document.getElementById('op-name').textContent);
          }
        }
        return found;
      });
      assert.deepEqual(hidden, [], example);
    }
  });
}

pageTest('terms left out of a long sum come when asked for, and go again', { hash: 'circle', reducedMotion: true }, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  const terms = () => page.locator('#equation .equation-numbers [data-cell]').count();
  const button = page.locator('#equation [data-command="equation-all-terms"]');
  assert.match(await text(page, 'op-name'), /mean gradient/);
  assert.equal(await page.locator('#equation munderover').count(), 1, 'one sum among the symbols');
  assert.equal(await terms(), 3);
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  await button.click();
  await settle(page);
  assert.equal(await terms(), 10);
  const card = await page.locator('.equation-card').boundingBox();
  const result = await page.locator('#equation .equation-result').boundingBox();
  assert.ok(result.y + result.height <= card.y + card.height + 1, 'the result stays in sight');
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await button.click();
  await settle(page);
  assert.equal(await terms(), 3);
});

pageTest('nothing jumps from one operation to the next', { hash: 'circle', reducedMotion: true }, async (page) => {
  const places = () =>
    page.evaluate(() =>
      ['network-box', 'strip', 'inspector', 'loss-chart-box', 'outputs-box'].map((id) => {
        const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
        return id === 'inspector' ? [id, x, y] : [id, x, y, width, height];
      }),
    );
  await press(page, 'ArrowRight');
  await page.locator('#network').focus();
  await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight', 'Enter');
  assert.notEqual(await text(page, 'inspector'), '', 'something is selected');
  const before = await places();
  for (let i = 0; i < 26; i += 1) {
    await page.evaluate(() => {
      for (let op = 0; op < 4; op += 1) globalThis.backstep.advance('op');
    });
    await settle(page);
    assert.deepEqual(await places(), before, await text(page, 'op-name'));
  }
});
