// What cannot be used is refused beside the field it was typed into, and changes nothing.
import assert from 'node:assert/strict';
import { choose, click, field, pageTest, press, state, text, type, watchCanvases, clickDrawn, until } from './support.mjs';

const NOT_NUMBERS = ['abc', '', 'NaN', '1e999', 'Infinity', '1,5'];

/** What stands in a field, and the message that is tied to it. */
function reading(page, name) {
  return field(page, name).evaluate((control) => {
    const ids = control.getAttribute('aria-describedby').split(' ');
    const message = document.getElementById(ids.find((id) => id.startsWith('error-')));
    return {
      value: control.value,
      invalid: control.getAttribute('aria-invalid'),
      message: message.textContent,
      isSeen: message.checkVisibility(),
    };
  });
}

/**
 * Types each of `texts` into a field and asks for a message that is tied to the field, begins with
 * `label`, and quotes what was typed; the run has to stay as it was, to the bit.
 */
async function refuses(page, name, label, texts) {
  const before = await state(page);
  for (const typed of texts) {
    await type(page, name, typed);
    const what = `“${typed}” in ${name}`;
    const { value, invalid, message, isSeen } = await reading(page, name);
    assert.ok(message.startsWith(`${label}: `), `${what}: “${message}” names the field`);
    assert.ok(message.includes(typed), `${what}: “${message}” says what was typed`);
    assert.ok(isSeen, `${what}: the message can be seen`);
    assert.equal(invalid, 'true', what);
    assert.equal(value, typed, `${what}: it stays, to be corrected`);
    assert.deepEqual(await state(page), before, `${what}: nothing was changed`);
  }
}

/** Types a number that can be used: the message goes. */
async function accepts(page, name, typed) {
  await type(page, name, typed);
  const { invalid, message } = await reading(page, name);
  assert.deepEqual([invalid, message], [null, ''], `${typed} in ${name}`);
}

pageTest('the learning rate', {}, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  await refuses(page, 'learning_rate', 'Learning rate η', [...NOT_NUMBERS, '-1', '1e300', '1000000']);
  await accepts(page, 'learning_rate', '0');
});

pageTest('the momentum', {}, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  await refuses(page, 'momentum', 'Momentum μ', [...NOT_NUMBERS, '-1', '1.5', '1e300', '1000000']);
  await accepts(page, 'momentum', '0.9');
});

pageTest('the seed', {}, async (page) => {
  await press(page, '3', 'ArrowRight');
  await refuses(page, 'seed', 'Seed', [...NOT_NUMBERS, '-1', '0.5', '1e300']);
  await accepts(page, 'seed', '0');
});

pageTest('the batch size', { hash: 'circle' }, async (page) => {
  await press(page, '3', 'ArrowRight');
  await refuses(page, 'batch_size', 'Batch', ['abc', 'NaN', '1e999', '-1', '0', '2.5', '1e300', '1000000']);
  await accepts(page, 'batch_size', '20');
});

pageTest('the number of samples', { hash: 'circle' }, async (page) => {
  await press(page, '3', 'ArrowRight');
  await refuses(page, 'samples', 'Samples', [...NOT_NUMBERS, '-1', '0', '1', '10.5', '1e300', '1000000']);
  await accepts(page, 'samples', '100');
});

pageTest('the units of a layer', {}, async (page) => {
  await press(page, '3', 'ArrowRight');
  await refuses(page, 'units:0', 'units', [...NOT_NUMBERS, '-1', '0', '2.5', '1e300', '1000000']);
  await accepts(page, 'units:0', '4');
});

pageTest('the dropout of a layer', {}, async (page) => {
  await press(page, '3', 'ArrowRight');
  await refuses(page, 'dropout:0', 'Dropout', [...NOT_NUMBERS, '-0.1', '0.96', '1', '1e300']);
  await accepts(page, 'dropout:0', '0.5');
  assert.equal(await field(page, 'dropout:1').count(), 0, 'the outputs have no dropout');
});

pageTest('batch normalization of a layer', { hash: 'circle' }, async (page) => {
  await press(page, '3', 'ArrowRight');
  await field(page, 'batch_norm:0').check();
  await until(page, 'there is γ', () => JSON.parse(globalThis.backstep.trace()).layers[0].scale);
  assert.equal(await text(page, 'error-batch_norm:0'), '');
  const [layer] = (await state(page)).trace.layers;
  assert.deepEqual(layer.scale, layer.bias.map(() => 1), 'the run begins anew with γ = 1');
  await refuses(page, 'batch_size', 'Batch', ['1']);
  assert.equal(await field(page, 'batch_norm:2').count(), 0, 'the outputs are not normalized');
});

pageTest('batch normalization of one sample is refused', { hash: 'mazur' }, async (page) => {
  const before = await state(page);
  const says = (isSaid) => `Boolean(document.getElementById('error-batch_norm:0').textContent) === ${isSaid}`;
  await field(page, 'batch_norm:0').click();
  await page.waitForFunction(says(true));
  assert.match(await text(page, 'error-batch_norm:0'), /^Batch norm: .*at least two samples in every batch/);
  assert.deepEqual(await state(page), before);
  assert.equal(await field(page, 'batch_norm:0').isChecked(), true, 'it stays, to be corrected');
  await field(page, 'batch_norm:0').click();
  await page.waitForFunction(says(false));
  assert.deepEqual(await state(page), before, 'off is what it was');
});

pageTest('inputs and targets of the sample', {}, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  const bad = [...NOT_NUMBERS, '1e300', '10000000'];
  await refuses(page, 'input:0:0', 'input 1', bad);
  await accepts(page, 'input:0:0', '-1');
  await refuses(page, 'input:0:1', 'input 2', bad);
  await accepts(page, 'input:0:1', '0');
  await refuses(page, 'target:0:0', 'target 1', [...bad, '-1']);
  await accepts(page, 'target:0:0', '0.5');
  await refuses(page, 'target:0:1', 'target 2', [...bad, '-1']);
});

pageTest('the number in the inspector', { hash: 'mazur', reducedMotion: true }, async (page) => {
  await watchCanvases(page);
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  for (const label of ['0.150', '0.600', 'x₁']) {
    await clickDrawn(page, label);
    await refuses(page, 'value', 'value', [...NOT_NUMBERS, '1e300', '10000000']);
  }
  await clickDrawn(page, 'x₂');
  assert.equal(await text(page, 'error-value'), '', 'the message goes with what it was about');
  await accepts(page, 'value', '-1');
});

pageTest('choices that do not fit together are refused as well', { hash: 'mazur' }, async (page) => {
  await type(page, 'target:0:0', '-0.5');
  const before = await state(page);
  await choose(page, 'loss', 'binary_cross_entropy');
  assert.match(await text(page, 'error-loss'), /^Loss: .*target must lie between 0 and 1, but there is one of -0\.5/);
  assert.deepEqual(await state(page), before);
  await choose(page, 'loss', 'mean_squared_error');
  assert.equal(await text(page, 'error-loss'), '');
});

pageTest('Escape gives up what was typed', {}, async (page) => {
  const before = await state(page);
  await field(page, 'learning_rate').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0.7');
  await press(page, 'Escape');
  assert.equal(await field(page, 'learning_rate').inputValue(), '0.1');
  assert.deepEqual(await state(page), before);

  await type(page, 'learning_rate', 'fast');
  await press(page, 'Escape');
  assert.equal(await field(page, 'learning_rate').inputValue(), '0.1');
  assert.equal(await text(page, 'error-learning_rate'), '', 'and the message with it');
});

pageTest('a message goes when its sample is left', { hash: 'program' }, async (page) => {
  await type(page, 'input:0:0', 'abc');
  assert.match(await text(page, 'error-sample'), /^input 1: /);
  await click(page, 'next_sample');
  assert.equal(await text(page, 'error-sample'), '');
  assert.equal(await field(page, 'input:1:0').inputValue(), '2');
});

pageTest('what is accepted is shown as it is used', { hash: 'program' }, async (page) => {
  await type(page, 'batch_size', '2');
  assert.equal(await field(page, 'batch_size').inputValue(), '2');
  await type(page, 'batch_size', '');
  assert.equal(await field(page, 'batch_size').inputValue(), '4', 'nothing means all of them');
  await type(page, 'batch_size', '100');
  assert.equal(await field(page, 'batch_size').inputValue(), '4');
  await type(page, 'learning_rate', '0.250');
  assert.equal(await field(page, 'learning_rate').inputValue(), '0.25');
});
