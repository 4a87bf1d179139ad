// The loss landscape, by what a person sees and does.
import assert from 'node:assert/strict';
import { click, choose, drawn, pageTest, press, readNumber, settle, state, text, trace, type, until, watchCanvases } from './support.mjs';

/** As the operation to seek: the end of the iteration, however many operations it has. */
const END = 0xffff_ffff;

async function train(page, iterations) {
  await page.evaluate(([iteration, op]) => globalThis.backstep.seek(iteration, op), [iterations - 1, END]);
  await settle(page);
}

/** Waits until all of it is computed, and says what is seen. */
async function seen(page) {
  await until(page, 'the landscape is computed', () => {
    const said = document.getElementById('landscape-said').textContent;
    const isOld = document.getElementById('landscape-box').classList.contains('old');
    return !isOld && said !== '' && !said.endsWith('% computed') && !said.startsWith('Stopped');
  });
  return text(page, 'landscape-said');
}

pageTest('where would a larger step land?', { hash: 'circle' }, async (page) => {
  await train(page, 40);
  const before = await state(page);
  await press(page, 'v');
  const said = await seen(page);
  const [, best, wall] = /at (\S+) times its step, then rises\. From (\S+) times on/.exec(said);
  assert.ok(readNumber(best) > 1 && readNumber(wall) > readNumber(best), said);
  assert.deepEqual(await state(page), before, 'the run has not moved');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'landscape-plot');

  // With the keyboard alone: what is read moves by a place, and with Shift by ten.
  await press(page, 'ArrowRight');
  const one = await text(page, 'landscape-read');
  await press(page, 'Shift+ArrowRight');
  const eleven = await text(page, 'landscape-read');
  const at = (read) => readNumber(/At (\S+): loss/.exec(read)[1]);
  assert.ok(at(eleven) > 10 * at(one) && at(one) > 0, `${one} ${eleven}`);

  await press(page, 'Escape');
  assert.ok(!(await page.locator('#landscape').isVisible()));
  await press(page, 'v');
  assert.equal(await seen(page), said, 'it is still there');
});

pageTest('a step forward lands where the landscape says', { hash: 'xor' }, async (page) => {
  await click(page, 'landscape');
  const said = await seen(page);
  const promised = /This update lands at (\S+)\.$/.exec(said)[1];
  await click(page, 'landscape_forward');
  assert.match(await seen(page), new RegExp(`falls from ${promised} to `));
  assert.equal(await text(page, 'landscape-place'), 'iterations done: 1');
  assert.equal((await trace(page)).iteration, 0);
});

pageTest('a map over two weights: read, and made the weights', { hash: 'xor' }, async (page) => {
  await train(page, 60);
  await press(page, 'v');
  await choose(page, 'landscape_cut', 'weights');
  await seen(page);
  await watchCanvases(page);
  const words = (await drawn(page, 'landscape-plot')).map((item) => item.text);
  for (const word of ['now', 'path of the run', 'its start', 'loss', 'weight from input 1 to hidden unit 1', '↑ weight from input 2 to hidden unit 1']) {
    assert.ok(words.includes(word), `${word}: ${words}`);
  }
  const box = await page.locator('#landscape-plot').boundingBox();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await settle(page);
  const [, x, y, loss] = /^At \((\S+), (\S+)\): loss (\S+)$/.exec(await text(page, 'landscape-read'));
  await page.mouse.down();
  await page.mouse.up();
  await click(page, 'set_landscape');
  const weights = (await trace(page)).layers[0].weight[0];
  assert.ok(Math.abs(weights[0] - readNumber(x)) < 1e-3 && Math.abs(weights[1] - readNumber(y)) < 1e-3);
  await seen(page);
  await press(page, 'Escape');
  assert.equal(await text(page, 'train-loss'), loss);
  await press(page, 'Control+z');
  assert.notEqual(await text(page, 'train-loss'), loss);
});

pageTest('it is stopped and gone on with', { hash: 'spiral' }, async (page) => {
  await train(page, 300);
  await press(page, 'v');
  await page.locator('#landscape_points').selectOption('81');
  await page.locator('#landscape_cut').selectOption('random');
  await page.locator('[data-command="cancel_landscape"]').click();
  await until(page, 'it has stopped', () => document.getElementById('landscape-said').textContent.startsWith('Stopped'));
  await click(page, 'compute_landscape');
  await until(page, 'it goes on', () => !document.getElementById('landscape-said').textContent.startsWith('Stopped'));
  // All of that would take a slow machine its time.
  await choose(page, 'landscape_points', '21');
  assert.match(await seen(page), /^The loss goes from /);
  await type(page, 'landscape_seed', '-1');
  assert.match(await text(page, 'error-landscape_seed'), /-1/);
  await type(page, 'landscape_seed', '2');
  assert.match(await seen(page), /^The loss goes from /);
});

for (const viewport of [{ width: 360, height: 740 }, { width: 768, height: 1024 }, { width: 1280, height: 720 }]) {
  pageTest(`the landscape fits ${viewport.width} px`, { viewport, hash: 'xor' }, async (page) => {
    await train(page, 30);
    await press(page, 'v');
    await choose(page, 'landscape_cut', 'weights');
    await seen(page);
    const measured = await page.evaluate(() => {
      const canvas = document.getElementById('landscape-plot').getBoundingClientRect();
      const body = document.querySelector('.landscape-body');
      return { isSmall: canvas.width < 280 || canvas.height < 240, sideways: body.scrollWidth - body.clientWidth };
    });
    assert.deepEqual(measured, { isSmall: false, sideways: 0 });
  });
}
