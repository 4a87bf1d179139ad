// The page's numbers against published ones, and the same numbers for scripts.
import assert from 'node:assert/strict';
import { HAND, MAZUR } from './published.mjs';
import { choose, pageTest, press, readNumber, scenario, text, trace } from './support.mjs';

/** Fails unless two numbers, or lists of numbers of one shape, agree to `tolerance`. */
function close(actual, expected, tolerance, what) {
  if (Array.isArray(expected)) {
    assert.equal(actual.length, expected.length, `length of ${what}`);
    expected.forEach((each, i) => close(actual[i], each, tolerance, `${what}[${i}]`));
    return;
  }
  assert.equal(typeof actual, 'number', `${what} is ${actual}`);
  const miss = Math.abs(actual - expected);
  assert.ok(miss <= tolerance, `${what} is ${actual} instead of ${expected}, off by ${miss}`);
}

/** One field of every layer. */
function inLayers(trace, field) {
  return trace.layers.map((layer) => layer[field]);
}

pageTest('the hand example gives what it gives on paper', {}, async (page) => {
  await press(page, '4', 'ArrowRight');
  const now = await trace(page);
  for (const field of ['preactivation', 'activation', 'grad_activation', 'grad_preactivation', 'grad_weight', 'grad_bias']) {
    close(inLayers(now, field), HAND[field], 1e-15, field);
  }
  close(now.loss, HAND.loss, 1e-15, 'loss');
  close(inLayers(now, 'weight'), HAND.weightAfter, 1e-15, 'weight');
  close(inLayers(now, 'bias'), HAND.biasAfter, 1e-15, 'bias');
});

for (const [example, after] of [
  ['mazur', MAZUR.biasesFixed],
  ['mazur_biases', MAZUR.biasesTrained],
]) {
  pageTest(`the example “${example}” gives the published numbers`, {}, async (page) => {
    await choose(page, 'example', example);
    await press(page, '4', 'ArrowRight');
    const first = await trace(page);
    for (const field of ['preactivation', 'activation', 'grad_preactivation', 'grad_weight']) {
      close(inLayers(first, field), MAZUR.first[field], 1e-12, field);
    }
    close(first.loss, MAZUR.first.loss, 1e-12, 'loss');
    close(inLayers(first, 'weight'), MAZUR.weightAfterFirst, 1e-12, 'weight');
    close(inLayers(first, 'bias'), after.bias, 1e-12, 'bias');
    close(readNumber(await text(page, 'train-loss')), after.loss, 0.0005, 'loss on the page');

    await press(page, 'ArrowRight');
    const second = await trace(page);
    close(second.layers[1].activation, after.output, 1e-12, 'output');
    close(second.loss, after.loss, 1e-12, 'loss after one update');
  });
}

pageTest('Mazur’s network after 10,000 iterations, trained in the page', { hash: 'mazur' }, async (page) => {
  await page.evaluate(() => globalThis.backstep.seek(10_000, 0));
  const before = await trace(page);
  assert.equal(before.iteration, 10_000);
  close(inLayers(before, 'weight'), MAZUR.afterTenThousand.weight, 1e-12, 'weight');
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  const now = await trace(page);
  close(now.layers[1].activation, MAZUR.afterTenThousand.output, 1e-12, 'output');
  close(now.loss, MAZUR.afterTenThousand.loss, 1e-12, 'loss');
});

pageTest('a script can run experiments of its own', { hash: 'mazur' }, async (page) => {
  const result = await page.evaluate(() => {
    const shown = globalThis.backstep.trace();
    const lab = new globalThis.wasmBindings.Lab(globalThis.backstep.scenario());
    const start = lab.trace();
    lab.advance('iteration');
    const updated = JSON.parse(lab.trace()).layers[1].weight;
    const loss = lab.trainLoss();
    lab.rewind('iteration');
    const isBack = lab.trace() === start;
    lab.set('weight:0:1:0', '0.75');
    const typed = JSON.parse(lab.trace()).layers[0].weight[1][0];
    const changes = JSON.parse(lab.scenario()).changes;
    const messages = [];
    for (const wrong of [
      () => lab.set('weight:9:9:9', '1'),
      () => lab.set('learning_rate', '"fast"'),
      () => lab.set('learning_rate', 'fast'),
      () => lab.advance('leap'),
      () => new globalThis.wasmBindings.Lab('{'),
    ]) {
      try {
        wrong();
        messages.push('no error');
      } catch (error) {
        messages.push(error.message);
      }
    }
    lab.free();
    const isUntouched = globalThis.backstep.trace() === shown;
    return { updated, loss, isBack, typed, changes, messages, isUntouched };
  });
  close(result.updated, MAZUR.weightAfterFirst[1], 1e-12, 'weight');
  close(result.loss, MAZUR.biasesFixed.loss, 1e-12, 'loss');
  assert.ok(result.isBack, 'rewinding restores every bit');
  assert.equal(result.typed, 0.75);
  assert.deepEqual(result.changes, [{ iteration: 0, set: 'weight:0:1:0', value: 0.75 }]);
  const [place, kind, syntax, size, document] = result.messages;
  assert.match(place, /weight:9:9:9.*does not exist/);
  assert.match(kind, /learning_rate.*must be a number/);
  assert.match(syntax, /learning_rate/);
  assert.match(size, /op, layer, pass, iteration or epoch.*leap/);
  assert.match(document, /not a JSON document/);
  assert.ok(result.isUntouched, 'the page’s own run is another one');
});

pageTest('a script moves the page’s own run, and the page follows', { hash: 'mazur' }, async (page) => {
  await page.evaluate(() => globalThis.backstep.advance('pass'));
  assert.deepEqual([(await trace(page)).op, (await trace(page)).iteration], [9, 0]);
  await page.locator('#op-name', { hasText: 'Forward 2' }).waitFor();
  await page.evaluate(() => globalThis.backstep.set('learning_rate', '2'));
  await page.waitForFunction(() => document.getElementById('learning_rate').value === '2');
  await page.evaluate(() => globalThis.backstep.rewind('pass'));
  assert.equal((await trace(page)).op, 0);
  await page.evaluate(() => {
    const document = JSON.parse(globalThis.backstep.scenario());
    globalThis.backstep.open(JSON.stringify({ ...document, loss: 'mean_squared_error' }));
  });
  assert.equal((await scenario(page)).loss, 'mean_squared_error');
  const message = await page.evaluate(() => {
    try {
      globalThis.backstep.open('{}');
      return 'no error';
    } catch (error) {
      return error.message;
    }
  });
  assert.match(message, /not a Backstep scenario/);
});
