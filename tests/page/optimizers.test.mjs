// What stands between a gradient and its update: optimizers, schedules, penalties and clipping.
import assert from 'node:assert/strict';
import {
  choose,
  click,
  clickDrawn,
  equation,
  field,
  inspector,
  pageTest,
  press,
  readNumber,
  scenario,
  settle,
  text,
  trace,
  type,
  watchCanvases,
} from './support.mjs';

/** The ids of the optimizer's own fields that can be seen. */
function shown(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.fields [data-field]')]
      .filter((control) => control.checkVisibility())
      .map((control) => control.id),
  );
}

/** Unfolds schedule, penalties and clipping. */
async function unfold(page) {
  await page.locator('#more-training > summary').click();
  await settle(page);
}

/** Leaves the field that was typed into, so that keys are commands again. */
async function leave(page) {
  await page.evaluate(() => document.activeElement.blur());
}

/** Steps on to the first operation whose result is a cell with this key. */
async function stepTo(page, key) {
  for (let op = 0; op < 400; op += 1) {
    await press(page, 'ArrowRight');
    const result = await equation(page);
    if (result?.key === key) return result;
  }
  throw new Error(`no operation writes ${key}`);
}

pageTest('each optimizer has its own settings, with PyTorch’s defaults', {}, async (page) => {
  const expected = {
    sgd: { momentum: '0', nesterov: false, weight_decay: '0' },
    adagrad: { epsilon: '1e-10', weight_decay: '0' },
    rmsprop: { alpha: '0.99', epsilon: '1e-8', weight_decay: '0' },
    adam: { beta1: '0.9', beta2: '0.999', epsilon: '1e-8', weight_decay: '0' },
    adamw: { beta1: '0.9', beta2: '0.999', epsilon: '1e-8', weight_decay: '0.01' },
  };
  for (const [kind, settings] of Object.entries(expected)) {
    await choose(page, 'optimizer', kind);
    assert.deepEqual(await shown(page), Object.keys(settings), kind);
    for (const [name, value] of Object.entries(settings)) {
      const held = await field(page, name).evaluate((control) =>
        control.type === 'checkbox' ? control.checked : control.value,
      );
      assert.equal(held, value, `${name} of ${kind}`);
    }
    assert.equal((await scenario(page)).optimizer.learning_rate, 0.1, `${kind} keeps the learning rate`);
  }
  assert.match(await text(page, 'default-rate'), /AdamW is 0\.001/, 'and 0.1 is much for it');
  await choose(page, 'optimizer', 'sgd');
  await type(page, 'momentum', '0.9');
  assert.deepEqual(await shown(page), ['momentum', 'dampening', 'nesterov', 'weight_decay']);
});

pageTest('Adam is walked through number by number, and its update is not its gradient', {}, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.500');
  await choose(page, 'optimizer', 'adam');
  await type(page, 'learning_rate', '0.01');
  await leave(page);
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight', '1');
  const gradient = (await trace(page)).layers[0].grad_weight[0][0];
  const before = (await trace(page)).layers[0].weight[0][0];
  // By hand, from 0 and at the first update.
  const m = 0.1 * gradient;
  const v = (1 - 0.999) * gradient ** 2;
  const steps = {
    'mw.0.0.0': m,
    'sw.0.0.0': v,
    'hat-mw.0.0.0': m / (1 - 0.9),
    'hat-sw.0.0.0': v / (1 - 0.999),
    'w.0.0.0': before - 0.01 * (gradient / (Math.abs(gradient) + 1e-8)),
  };
  for (const [key, value] of Object.entries(steps)) {
    const { full } = await stepTo(page, key);
    const found = readNumber(full);
    assert.ok(Math.abs(found - value) <= 1e-9 * Math.abs(value), `${key}: ${full} is not ${value}`);
  }
  assert.match(await page.locator('#equation').innerText(), /gradient is not the update/);
  // All of it stands beside the gradient.
  const { rows } = await inspector(page);
  for (const label of ['gradient', '1st moment m', '2nd moment v', 'corrected, m̂', 'corrected, v̂']) {
    assert.ok(label in rows, `${label} among ${Object.keys(rows)}`);
  }
});

pageTest('a schedule is drawn before it runs, and followed', {}, async (page) => {
  await unfold(page);
  const picture = page.locator('#schedule-picture');
  assert.ok(!(await picture.isVisible()), 'a constant rate needs no picture');
  await choose(page, 'schedule', 'step');
  await type(page, 'schedule_length', '2');
  await type(page, 'schedule_factor', '0.1');
  await leave(page);
  assert.ok(await picture.isVisible());
  assert.match(await picture.locator('title').textContent(), /over 10 iterations: it starts at 0\.100/);
  const rates = [];
  for (let iteration = 0; iteration < 5; iteration += 1) {
    rates.push((await trace(page)).learning_rate);
    await press(page, '4', 'ArrowRight');
    await page.evaluate((next) => globalThis.backstep.seek(next, 0), iteration + 1);
    await settle(page);
  }
  assert.deepEqual(rates.map((rate) => Number(rate.toPrecision(12))), [0.1, 0.1, 0.01, 0.01, 0.001]);
  await press(page, '1');
  const { full } = await stepTo(page, 'learning-rate');
  assert.equal(Number(readNumber(full).toPrecision(12)), 0.001);
  assert.match(await text(page, 'more-training-now'), /step/, 'it is said where it is folded away');
});

pageTest('penalties and clipping are operations of their own', {}, async (page) => {
  await unfold(page);
  await type(page, 'l2', '0.5');
  await type(page, 'clip_norm', '0.001');
  await leave(page);
  await press(page, '3', 'ArrowRight', 'ArrowRight', '1');
  const { weight } = (await trace(page)).layers[1];
  const penalized = await stepTo(page, 'penalized-dw.1.0.0');
  const gradient = (await trace(page)).layers[1].grad_weight[0][0];
  assert.ok(Math.abs(readNumber(penalized.full) - (gradient + 0.5 * weight[0][0])) < 1e-12);
  const norm = readNumber((await stepTo(page, 'gradient-norm')).full);
  assert.ok(norm > 0.001);
  const scaled = readNumber((await stepTo(page, 'scaled-dw.1.0.0')).full);
  const expected = (readNumber(penalized.full) * 0.001) / (norm + 1e-6);
  assert.ok(Math.abs(scaled - expected) <= 1e-9 * Math.abs(expected), `${scaled} is not ${expected}`);
});

pageTest('another optimizer in the middle of a run can be undone', {}, async (page) => {
  await press(page, '4', 'ArrowRight', 'ArrowRight');
  const before = await trace(page);
  await choose(page, 'optimizer', 'rmsprop');
  await leave(page);
  await press(page, 'ArrowRight');
  await click(page, 'undo');
  assert.deepEqual(await trace(page), before);
  assert.equal((await scenario(page)).optimizer.kind, 'sgd');
});
