// The page's main paths in each engine, by what a person does and sees.
import assert from 'node:assert/strict';
import { drawn, readNumber, settle, watchCanvases } from '../page/support.mjs';
import { engineTest, until } from './support.mjs';

/** Presses keys one after the other, each shown before the next. */
async function press(page, ...keys) {
  for (const key of keys) {
    await page.press(key);
    await settle(page);
  }
}

/** Presses the button of a command. */
async function click(page, id) {
  await page.click(`[data-command="${id}"]`);
  await settle(page);
}

/** How many different colours a canvas shows; 1 is an empty one. */
function colours(page, id) {
  return page.evaluate((id) => {
    const { width, height } = document.getElementById(id);
    const { data } = document.getElementById(id).getContext('2d').getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, id);
}

/** The texts that stand in the network's picture. */
async function inPicture(page) {
  return (await drawn(page)).map(({ text }) => text);
}

/** All that is said about the operation, and the texts of the picture with their places. */
function whatIsSeen(page) {
  return page.evaluate(() => ({
    words: ['op-name', 'position', 'equation', 'network-description', 'outputs-description', 'train-loss']
      .map((id) => document.getElementById(id).textContent),
    picture: globalThis.drawnTexts('network'),
  }));
}

/** The number at the end of the equation. */
function result(page) {
  return page.text('#equation .equation-result .cell');
}

engineTest('opens, fits its window and draws', '', async (page) => {
  const size = await page.evaluate(() => ({
    inner: [innerWidth, innerHeight],
    page: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
  }));
  assert.deepEqual(size.inner, [1440, 900], 'the window that the test asks for');
  assert.deepEqual(size.page, size.inner, 'nothing has to be scrolled');
  assert.equal(await page.evaluate(() => document.title), 'Backstep: backpropagation, one operation at a time');
  assert.equal(await page.text('#position'), 'iteration 1 · op 0 of 56 · epoch 1');
  await press(page, '4', 'ArrowRight', 'ArrowRight');
  for (const id of ['network', 'loss-chart', 'outputs']) {
    assert.ok((await colours(page, id)) > 20, `${id} is drawn`);
  }
});

engineTest('goes through the hand example by button and key, with its numbers', 'hand', async (page) => {
  await watchCanvases(page);
  await click(page, 'forward');
  assert.equal(await page.text('#position'), 'iteration 1 · op 1 of 56 · epoch 1');
  await press(page, 'ArrowRight', 'PageDown');
  assert.equal(await page.text('#position'), 'iteration 1 · op 3 of 56 · epoch 1');
  assert.equal(await result(page), '0.500', 'the first hidden unit’s z, and its a');

  await click(page, 'size_pass');
  await click(page, 'forward');
  assert.match(await page.text('#op-name'), /^Forward 2/);
  assert.equal(await result(page), '0.800', 'ŷ₂');
  await press(page, 'ArrowRight');
  assert.match(await page.text('#op-name'), /^Loss/);
  assert.equal(await result(page), '0.223', '-ln 0.8');
  assert.ok((await inPicture(page)).some((text) => text.includes('0.223')), 'in the picture too');

  await click(page, 'size_op');
  await press(page, 'ArrowRight', 'ArrowRight');
  assert.match(await page.text('#op-name'), /^Backward 2/);
  await click(page, 'size_iteration');
  await press(page, 'ArrowRight');
  assert.equal(await page.text('#position'), 'iteration 1 · op 56 of 56 · epoch 1');
  const picture = await inPicture(page);
  for (const weight of ['0.550', '0.350', '0.863']) {
    assert.ok(picture.includes(weight), `the new weight ${weight} is in ${picture.join(' ')}`);
  }
});

engineTest('shows what Mazur’s article prints', 'mazur', async (page) => {
  await watchCanvases(page);
  await press(page, '3', 'ArrowRight');
  const picture = await inPicture(page);
  // He prints 0.3775, 0.59326999, 0.59688438, 1.10590597, 0.75136507, 0.77292847.
  for (const number of ['z 0.378', 'z 0.393', '0.593', '0.597', 'z 1.106', 'z 1.225', '0.751', '0.773']) {
    assert.ok(picture.includes(number), `${number} is in ${picture.join(' ')}`);
  }
  assert.equal(await result(page), '0.773');
  await press(page, 'ArrowRight');
  assert.equal(await result(page), '0.298', '0.298371109');
});

engineTest('takes every operation back to what was seen before', 'hand', async (page) => {
  await watchCanvases(page);
  const seen = [await whatIsSeen(page)];
  for (let op = 1; op <= 56; op += 1) {
    await press(page, 'ArrowRight');
    seen.push(await whatIsSeen(page));
  }
  for (let op = 55; op >= 0; op -= 1) {
    if (op % 2 === 0) await press(page, 'ArrowLeft');
    else await click(page, 'back');
    // Where the picture stands still: the button that was pressed is not part of it.
    assert.deepEqual(await whatIsSeen(page), seen[op], `op ${op}`);
  }
  assert.equal(await page.text('#op-name'), 'Ready');
});

engineTest('lets a weight be pointed at, looked at and typed over', 'mazur', async (page) => {
  await watchCanvases(page);
  await press(page, '4', 'ArrowRight', 'ArrowRight');
  const { left, top } = await page.evaluate(() => {
    const { left, top } = document.getElementById('network').getBoundingClientRect();
    return { left, top };
  });
  // The weight from hidden unit 1 to output 1 after two updates, the only number that begins so.
  const { text, x, y } = (await drawn(page)).find(({ text }) => text.startsWith('0.31'));
  await page.clickAt(left + x, top + y);
  await settle(page);
  assert.equal(await page.text('.inspector-title'), 'weight from hidden unit 1 to output 1');
  const value = () => page.evaluate(() => Number(document.getElementById('value').value));
  assert.equal((await value()).toFixed(3), text);
  await page.type('#value', '0.875');
  await settle(page);
  assert.equal(await value(), 0.875);
  assert.ok((await inPicture(page)).includes('0.875'));
  assert.equal(await page.text('#position'), 'iteration 3 · op 0 of 34 · epoch 3', 'the next iteration begins with it');
});

engineTest('trains at full speed, and takes another learning rate under way', 'program', async (page) => {
  const reach = (iterations) =>
    until(
      page,
      `${iterations} iterations are done`,
      (iterations) => {
        const [, shown] = /^iteration ([\d,]+)/.exec(document.getElementById('position').textContent);
        return Number(shown.replaceAll(',', '')) >= iterations;
      },
      iterations,
    );
  const loss = async () => readNumber(await page.text('#train-loss'));
  const before = await loss();
  await click(page, 'size_iteration');
  await page.choose('#speed', 'max');
  await click(page, 'play');
  await reach(300);
  await page.type('#learning_rate', '0.25');
  assert.equal(await page.evaluate(() => document.querySelector('[data-command="play"]').ariaPressed), 'true');
  await reach(2000);
  await click(page, 'play');
  assert.ok((await loss()) < before / 2, `the loss has come down from ${before} to ${await loss()}`);
  assert.ok((await colours(page, 'loss-chart')) > 20);

  // To the first update of the next iteration: input and forward, loss, backward and means.
  await click(page, 'size_pass');
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await click(page, 'size_op');
  await press(page, 'ArrowRight');
  assert.match(await page.text('#op-name'), /^Update/);
  const rates = await page.evaluate(() =>
    [...document.querySelectorAll('#equation [data-cell="learning-rate"]')].map((cell) => cell.textContent),
  );
  assert.deepEqual(rates, ['η', '0.25'], 'the equation of the update, in symbols and in numbers');
});

engineTest('is read in Chinese and in the dark, and a reload goes on where it was', 'mazur', async (page) => {
  const look = () =>
    page.evaluate(() => ({
      language: document.documentElement.lang,
      forward: document.querySelector('[data-command="forward"]').textContent.trim(),
      background: getComputedStyle(document.body).backgroundColor,
    }));
  await press(page, '4', 'ArrowRight', '3', 'ArrowRight');
  await page.type('#learning_rate', '0.25');
  await settle(page);
  const light = await look();
  assert.deepEqual([light.language, light.forward], ['en', 'Forward']);

  await click(page, 'language');
  await click(page, 'theme');
  const dark = await look();
  assert.deepEqual([dark.language, dark.forward], ['zh-CN', '前进']);
  assert.notEqual(dark.background, light.background);
  assert.equal(await page.text('#position'), '第 2 次迭代 · 第 9/34 步 · 第 2 轮');

  await watchCanvases(page);
  const before = await whatIsSeen(page);
  const digest = await page.evaluate(() => globalThis.backstep.digest());
  await page.reload();
  await watchCanvases(page);
  assert.deepEqual(await look(), dark);
  assert.deepEqual(await whatIsSeen(page), before);
  assert.equal(await page.evaluate(() => globalThis.backstep.digest()), digest, 'to the last bit');
  assert.equal(await page.evaluate(() => document.getElementById('learning_rate').value), '0.25');
});

engineTest('says that a link is no good, and can be used all the same', 's=bm90aGluZw', async (page) => {
  assert.ok(await page.evaluate(() => document.getElementById('notice').checkVisibility()));
  assert.match(await page.text('#notice-text'), /link/);
  await click(page, 'dismiss');
  assert.ok(await page.evaluate(() => !document.getElementById('notice').checkVisibility()));
  await click(page, 'forward');
  assert.equal(await page.text('#position'), 'iteration 1 · op 1 of 56 · epoch 1');
});
