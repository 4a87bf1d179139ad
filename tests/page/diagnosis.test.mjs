// The diagnosis, by what a person sees and does.
import assert from 'node:assert/strict';
import { choose, click, equation, pageTest, position, press, state, text, until } from './support.mjs';

/** Waits until what is said holds the words. */
async function says(page, words) {
  await until(
    page,
    `the diagnosis says ${words}`,
    (words) => document.getElementById('diagnosis-findings').textContent.includes(words),
    words,
  );
}

/** Waits until all of the run has been looked at. */
function looked(page) {
  return until(page, 'all has been looked at', () => document.getElementById('diagnosis-progress').hidden);
}

/** So many iterations done. */
function train(page, iterations) {
  return page.evaluate((iteration) => globalThis.backstep.seek(iteration, 0xffff_ffff), iterations - 1);
}

/** How many pixels of a canvas are not of the colour that most are. */
function drawn(page, id) {
  return page.locator(`#${id}`).evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const words = new Uint32Array(data.buffer);
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return words.length - Math.max(...counts.values());
  });
}

pageTest('vanishing gradients are drawn, measured and named, and tanh helps', { hash: 'vanishing' }, async (page) => {
  await train(page, 100);
  const before = await state(page);
  await click(page, 'diagnosis');
  await says(page, 'Gradients vanish');
  assert.match(await text(page, 'diagnosis-findings'), /δ in Hidden 1 is 48,900 times smaller than in Output/);
  assert.ok((await drawn(page, 'diagnosis-plot')) > 2000, 'the charts are drawn');
  await page.locator('summary', { hasText: 'Numbers of this iteration' }).click();
  const rows = page.locator('#diagnosis-rows tr');
  assert.equal(await rows.count(), 7);
  const first = await rows.first().locator('td').allTextContents();
  const last = await rows.last().locator('td').allTextContents();
  assert.match(first[1], /10⁻⁵$/, 'δ of the first layer');
  assert.match(last[1], /^0\.[45]/, 'δ of the output');
  assert.deepEqual(await state(page), before, 'the run is as it was');
  for (const layer of [0, 1, 2, 3, 4, 5]) await choose(page, `activation:${layer}`, 'tanh');
  await page.locator('#network').focus();
  await press(page, 'r');
  await train(page, 300);
  await says(page, 'No sign of trouble');
});

pageTest('a dead unit is a press away', { hash: 'dying_relu' }, async (page) => {
  await train(page, 100);
  const plain = await drawn(page, 'network');
  await press(page, 'd');
  await says(page, 'Dead ReLU units');
  await until(page, 'the charts are shown', () => !document.getElementById('diagnosis-plot-box').hidden);
  assert.notEqual(await drawn(page, 'network'), plain, 'units are marked in the network');
  await page.getByRole('button', { name: 'Select hidden 2 unit 1' }).click();
  await press(page, 'd');
  assert.equal(await page.locator('#diagnosis-card').isVisible(), false);
  assert.match(await text(page, 'inspector'), /hidden 2 unit 1/i);
});

pageTest('what the charts are pointed at is read in the table', { hash: 'circle' }, async (page) => {
  await train(page, 200);
  await press(page, 'd');
  await says(page, 'No sign of trouble');
  await looked(page);
  assert.equal(await text(page, 'diagnosis-iteration'), '200');
  const box = await page.locator('#diagnosis-plot').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await until(page, 'another iteration is read', () => {
    const shown = Number(document.getElementById('diagnosis-iteration').textContent);
    return shown > 50 && shown < 150;
  });
  await page.mouse.move(box.x - 200, box.y);
  await until(page, 'the present one is', () => document.getElementById('diagnosis-iteration').textContent === '200');
});

pageTest('a run that diverges leads to the operation that did it', { hash: 'exploding' }, async (page) => {
  await press(page, '4', 'ArrowRight');
  await press(page, 'd');
  await says(page, 'Gradients explode');
  for (let i = 0; i < 4; i++) await press(page, 'ArrowRight');
  await says(page, 'Diverged');
  const { iteration } = await position(page);
  await press(page, 'ArrowRight', 'ArrowRight');
  assert.notEqual((await position(page)).iteration, iteration, 'it can be gone beyond');
  await page.locator('#diagnosis-findings [data-command="to_divergence"]').click();
  await until(page, 'its equation is shown', () => document.getElementById('equation').textContent.includes('NaN'));
  assert.equal((await position(page)).iteration, iteration);
  assert.ok(await equation(page));
  assert.match(await text(page, 'inspector'), /hidden 4 unit 1/i);
});

pageTest(
  'on a phone it stands in the column',
  { hash: 'vanishing', viewport: { width: 390, height: 844 }, touch: true },
  async (page) => {
    await train(page, 50);
    await click(page, 'diagnosis');
    await says(page, 'Gradients vanish');
    const box = await page.locator('#diagnosis-card').boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 390, 'nothing is cut off');
    await page.locator('#diagnosis-plot').scrollIntoViewIfNeeded();
    await page.locator('#diagnosis-plot').tap({ position: { x: 60, y: 60 } });
    await until(page, 'an early iteration is read', () => Number(document.getElementById('diagnosis-iteration').textContent) < 15);
  },
);
