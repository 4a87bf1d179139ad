// Training while one watches: play, change things under way, run into the wall, come back.
import assert from 'node:assert/strict';
import {
  choose,
  click,
  field,
  notice,
  pageTest,
  position,
  press,
  readNumber,
  scenario,
  settle,
  text,
  trace,
  type,
  until,
} from './support.mjs';

const COUNTED = () => JSON.parse(globalThis.backstep.trace()).iteration;

/** Plays at full speed, an iteration a step. */
async function playFast(page) {
  await click(page, 'size_iteration');
  await choose(page, 'speed', 'max');
  await click(page, 'play');
}

async function isPlaying(page) {
  return (await page.locator('[data-command="play"]').getAttribute('aria-pressed')) === 'true';
}

/** Waits until the run has done that many iterations. */
async function reach(page, iterations) {
  await until(
    page,
    `${iterations} iterations are done`,
    (iterations) => JSON.parse(globalThis.backstep.trace()).iteration >= iterations,
    iterations,
  );
}

/** Waits until `iterations` more are done than now. */
async function goOnBy(page, iterations) {
  await reach(page, (await page.evaluate(COUNTED)) + iterations);
}

function rawTrace(page) {
  return page.evaluate(() => globalThis.backstep.trace());
}

pageTest('the article’s program learns its four samples within 1000 iterations', { hash: 'program' }, async (page) => {
  await playFast(page);
  await reach(page, 1000);
  await click(page, 'play');
  assert.equal(await isPlaying(page), false);
  // The article stops after 1000 iterations; play has gone on for some more.
  await page.evaluate(() => globalThis.backstep.seek(999, Number.MAX_SAFE_INTEGER));
  await settle(page);
  assert.match(await text(page, 'position'), /^iteration 1,000 · op 58 of 58 · /);
  for (const [index, { target }] of (await scenario(page)).data.train.entries()) {
    if (index > 0) await click(page, 'next_sample');
    const now = await trace(page);
    assert.deepEqual(now.target, target);
    const [output] = now.layers.at(-1).activation;
    assert.equal(output > 0.5 ? 1 : 0, target[0], `sample ${index + 1} comes out as ${output}`);
  }
  const shown = readNumber(await text(page, 'train-loss'));
  assert.ok(shown < 0.2, `the loss is down to ${shown}`);
});

pageTest('play goes on by itself at the chosen speed and size, and pauses', {}, async (page) => {
  await choose(page, 'speed', '30');
  await press(page, 'Space');
  assert.ok(await isPlaying(page));
  assert.ok(await page.locator('[data-command="play"]').getByText('Pause').isVisible());
  await until(page, 'five operations are done', () => JSON.parse(globalThis.backstep.trace()).op >= 5);
  assert.equal((await position(page)).iteration, 0, 'it goes op by op');
  await press(page, 'Space');
  assert.equal(await isPlaying(page), false);
  const stopped = await rawTrace(page);
  await settle(page);
  await settle(page);
  assert.equal(await rawTrace(page), stopped, 'it stands still');

  await click(page, 'play');
  await press(page, 'ArrowRight');
  assert.equal(await isPlaying(page), false, 'a step by hand ends the play');
});

pageTest('full speed says how fast it is', { hash: 'spiral' }, async (page) => {
  await playFast(page);
  await until(page, 'the speed is shown', () =>
    /^[\d,.]+ iterations\/s$/.test(document.getElementById('speed-reached').textContent.trim()),
  );
  await click(page, 'play');
  assert.equal(await text(page, 'speed-reached'), '', 'at rest there is none');
});

/** Clicks the button of a command; in which of the frames that follow it is shown as pressed. */
function framesUntilPressed(page, id) {
  return page.evaluate(
    (id) =>
      new Promise((resolve) => {
        const button = document.querySelector(`[data-command="${id}"]`);
        button.click();
        let frames = 0;
        const look = () => {
          frames += 1;
          if (button.getAttribute('aria-pressed') === 'true' || frames === 60) resolve(frames);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    id,
  );
}

pageTest('at full speed what somebody does is on the page within four frames', { hash: 'spiral' }, async (page) => {
  await playFast(page);
  await goOnBy(page, 1000);
  for (const id of ['axis_log', 'size_op', 'axis_linear', 'size_iteration', 'axis_log', 'axis_linear']) {
    const frames = await framesUntilPressed(page, id);
    assert.ok(frames <= 4, `${id} was pressed in frame ${frames}`);
  }
  assert.ok(await isPlaying(page));
});

pageTest('the learning rate changed under way takes effect at once, and nothing starts anew', { hash: 'program' }, async (page) => {
  await playFast(page);
  await reach(page, 100);
  const byField = await page.evaluate(COUNTED);
  await type(page, 'learning_rate', '0.25');
  assert.ok(await isPlaying(page), 'typing does not stop the run');
  await goOnBy(page, 50);
  assert.equal((await trace(page)).learning_rate, 0.25);

  const bySlider = await page.evaluate(COUNTED);
  await field(page, 'learning_rate_slider').focus();
  await press(page, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  await goOnBy(page, 50);
  const { learning_rate: rate } = await trace(page);
  assert.ok(rate < 0.25, `the slider went down to ${rate}`);
  await until(page, 'the field follows', (rate) => document.getElementById('learning_rate').value === rate, String(rate));
  assert.ok(await isPlaying(page));
  await page.locator('#network').focus();
  await press(page, 'Space');

  const { changes } = await scenario(page);
  assert.ok(changes.every(({ set }) => set === 'learning_rate'));
  assert.ok(changes[0].iteration >= byField, 'the typed rate counts from where it was typed');
  assert.equal(changes[0].value, 0.25);
  const last = changes.at(-1);
  assert.ok(last.iteration >= bySlider, 'the slid rate counts from where it was slid');
  assert.equal(last.value, rate);
  assert.ok((await page.evaluate(COUNTED)) > last.iteration, 'the run went on');

  // Before the change, the old rate; gone through again, the same bits.
  const there = await position(page);
  const before = await rawTrace(page);
  await page.evaluate(() => globalThis.backstep.seek(10, 0));
  assert.equal((await trace(page)).learning_rate, 0.1);
  await page.evaluate(({ iteration, op }) => globalThis.backstep.seek(iteration, op), there);
  assert.equal(await rawTrace(page), before);
});

pageTest('the slider’s whole movement is one change and one undo', { hash: 'mazur' }, async (page) => {
  await press(page, '4', 'ArrowRight', 'ArrowRight');
  const before = await rawTrace(page);
  const slider = await field(page, 'learning_rate_slider').boundingBox();
  const y = slider.y + slider.height / 2;
  await page.mouse.move(slider.x + slider.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(slider.x + slider.width * 0.8, y, { steps: 6 });
  await settle(page);
  assert.ok(Number(await field(page, 'learning_rate').inputValue()) > 0.5, 'it tells while it moves');
  await page.mouse.up();
  await settle(page);
  assert.equal((await scenario(page)).changes.length, 1);
  await page.locator('#network').focus();
  await press(page, 'Control+z');
  assert.equal(await rawTrace(page), before);
  assert.equal(await field(page, 'learning_rate').inputValue(), '0.5');
});

pageTest('a rate that is too large is told in words, and one press goes back to finite numbers', { hash: 'plane' }, async (page) => {
  for (const layer of (await trace(page)).layers.keys()) await choose(page, `activation:${layer}`, 'identity');
  await type(page, 'learning_rate', '1000');
  await playFast(page);
  await page.locator('#notice').waitFor();
  await settle(page);
  assert.equal(await isPlaying(page), false, 'the run has stopped');
  const { iteration } = await position(page);
  assert.match(
    await notice(page),
    new RegExp(`diverged in iteration ${iteration + 1}: .+ became (−?∞|NaN), .*learning rate is too large`),
  );
  assert.match(await rawTrace(page), /"(-?Infinity|NaN)"/, 'the number itself can be looked at');

  await click(page, 'to_last_finite');
  assert.equal(await notice(page), null);
  const now = await trace(page);
  assert.deepEqual([now.iteration, now.op], [iteration - 1, now.ops], 'the last complete update before');
  assert.doesNotMatch(JSON.stringify(now), /Infinity|NaN/);
  await type(page, 'learning_rate', '0.001');
  await press(page, 'ArrowRight');
  assert.equal(await notice(page), null, 'with a smaller rate it goes on from there');
});

pageTest('reset begins the same experiment anew', { hash: 'program' }, async (page) => {
  const start = await trace(page);
  await press(page, '4', 'ArrowRight', 'ArrowRight');
  await type(page, 'learning_rate', '0.3');
  await page.locator('#network').focus();
  await press(page, 'ArrowRight', 'r');
  const now = await trace(page);
  assert.deepEqual([now.iteration, now.op], [0, 0]);
  assert.deepEqual(now.layers, start.layers, 'the same first weights');
  assert.equal(now.learning_rate, 0.3, 'with the settings as they are');
  assert.equal(await text(page, 'status'), 'Reset: the same start, with the settings as they are.');
  await press(page, 'ArrowRight');
  await click(page, 'reset');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 }, 'the button does the same');
});

pageTest('changes are undone and made again, by button and by key', {}, async (page) => {
  const isEnabled = (id) => page.locator(`[data-command="${id}"]`).isEnabled();
  assert.deepEqual([await isEnabled('undo'), await isEnabled('redo')], [false, false]);
  await press(page, '3', 'ArrowRight');
  const first = await rawTrace(page);
  await type(page, 'input:0:0', '3');
  const second = await rawTrace(page);
  await choose(page, 'activation:0', 'tanh');
  const third = await rawTrace(page);
  assert.ok(first !== second && second !== third);

  await click(page, 'undo');
  assert.equal(await rawTrace(page), second);
  await page.locator('#network').focus();
  await press(page, 'Control+z');
  assert.equal(await rawTrace(page), first);
  assert.deepEqual([await isEnabled('undo'), await isEnabled('redo')], [false, true]);
  await press(page, 'Control+Shift+z');
  assert.equal(await rawTrace(page), second);
  await click(page, 'redo');
  assert.equal(await rawTrace(page), third);
  assert.deepEqual([await isEnabled('undo'), await isEnabled('redo')], [true, false]);
  await press(page, 'Control+z', 'Control+y');
  assert.equal(await rawTrace(page), third, 'Ctrl+Y is redo too');

  await press(page, 'Control+z');
  await type(page, 'learning_rate', '0.2');
  assert.equal(await isEnabled('redo'), false, 'after a new change the undone one is gone');
});
