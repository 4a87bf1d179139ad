// The gradient check, and finding a planted mistake, by what a person sees and does.
import assert from 'node:assert/strict';
import {
  choose,
  click,
  equation,
  field,
  pageTest,
  press,
  readNumber,
  scenario,
  state,
  text,
  trace,
  until,
} from './support.mjs';

/** Waits until every gradient is checked, and returns what is said of them. */
async function verdict(page) {
  await until(page, 'the gradients are checked', () => {
    const done = document.getElementById('check-progress').hidden;
    return done && document.querySelector('#check-verdict .verdict:is(.good, .open, .bad)');
  });
  return (await text(page, 'check-verdict')).replace(/\s+/g, ' ');
}

/** The rows of the selected parameter's check, each as the number it shows. */
async function selectedRows(page) {
  const rows = await page.locator('#check-selected .rows > div').evaluateAll((rows) =>
    rows.map((row) => [row.querySelector('dt').textContent, row.querySelector('dd').textContent]),
  );
  return Object.fromEntries(rows.map(([label, shown]) => [label, readNumber(shown)]));
}

pageTest('every gradient is compared with a difference of the loss', { hash: 'mazur' }, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  const before = await state(page);
  await click(page, 'check');
  assert.match(await verdict(page), /^✓ All 8 gradients agree/);
  const rows = page.locator('#check-rows tr');
  assert.equal(await rows.count(), 8);
  await rows.filter({ hasText: 'hidden unit 1 to output 2' }).getByRole('button').click();
  await until(page, 'its check is shown', () => document.querySelector('#check-selected .rows'));
  const shown = await selectedRows(page);
  const numeric = (shown['L(w + h)'] - shown['L(w − h)']) / 2e-5;
  assert.equal(shown['numeric (difference)'], numeric, 'the difference of the losses shown');
  // Mazur's gradient of w7, as the backward pass gives it: 0.0226… with the sign of the slope.
  assert.ok(Math.abs(shown['analytic (backward pass)'] + 0.02260254) < 1e-8);
  assert.ok(shown['relative error'] < 1e-8);
  assert.match(await text(page, 'check-selected'), /They agree/);
  assert.match(await text(page, 'check-plot-description'), /smallest, \d/);
  assert.deepEqual(await state(page), before, 'the run is as it was');
  await press(page, 'c');
  assert.equal(await page.locator('#check-card').isVisible(), false);
});

pageTest('too small a step cannot tell, and says so', { hash: 'mazur' }, async (page) => {
  await press(page, 'c');
  await verdict(page);
  await field(page, 'check_step').fill('-13');
  await until(page, 'the step has changed', () => document.getElementById('check-step-text').textContent === '1.0·10⁻¹³');
  assert.match(await verdict(page), /of the others this step cannot tell/);
});

pageTest('a batch has gradients of its own and of each sample', { hash: 'program' }, async (page) => {
  await press(page, 'c');
  assert.match(await verdict(page), /All 13/);
  await page.locator('#check-rows button', { hasText: 'bias of output 1' }).click();
  await until(page, 'its check is shown', () => document.querySelector('#check-selected .rows'));
  const ofBatch = await selectedRows(page);
  await click(page, 'check_sample');
  await until(page, 'the sample is checked', () => /This sample alone/.test(document.getElementById('check-verdict').textContent));
  await verdict(page);
  const ofSample = await selectedRows(page);
  assert.notEqual(ofSample['analytic (backward pass)'], ofBatch['analytic (backward pass)']);
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  const now = await trace(page);
  assert.equal(ofSample['analytic (backward pass)'], now.layers[1].sample_grad_bias[0]);
  assert.equal(ofBatch['analytic (backward pass)'], now.layers[1].grad_bias[0]);
});

pageTest('Mazur’s published loss is the planted mistake’s', { hash: 'mazur' }, async (page) => {
  await choose(page, 'mistake', 'new_weights');
  assert.match(await text(page, 'mistake-text'), /^Planted mistake: new weights/);
  await press(page, 'c');
  assert.match(await verdict(page), /^✗ 4 of 8 gradients are not the slope/);
  await press(page, 'c', '4', 'ArrowRight');
  await click(page, 'compare_training');
  await until(page, 'both are trained', () => !document.getElementById('compared').hidden);
  const compared = await text(page, 'compared');
  assert.match(compared, /Iterations done: 1\. The loss is 0\.291027924 with the mistake/);
  assert.match(compared, /and 0\.291027774 without it/);
  await click(page, 'remove_mistake');
  assert.equal(await page.locator('#mistake-bar').isVisible(), false);
});

pageTest('a named mistake stands beside the right formula', { hash: 'mazur' }, async (page) => {
  await choose(page, 'mistake', 'slope_left_out');
  await press(page, '3', 'ArrowRight', 'ArrowRight', '1', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  const shown = await equation(page);
  assert.equal(shown.key, 'dz.1.0');
  assert.equal(readNumber(shown.full), (await trace(page)).layers[1].grad_activation[0]);
  const right = await page.locator('.right-formula .equation-result').getAttribute('title');
  // δ = 0.74136507 · 0.186815602, Mazur's figures.
  assert.ok(Math.abs(readNumber(right) - 0.138498562) < 1e-9);
});

pageTest('a hidden mistake is found by saying which operation is wrong', { hash: 'program' }, async (page) => {
  await click(page, 'hide_mistake');
  const planted = (await scenario(page)).changes.find((change) => change.set === 'mistake');
  const mistake = planted.value;
  assert.equal(mistake.named, false);
  assert.equal(await field(page, 'mistake').inputValue(), 'hidden');
  assert.match(await text(page, 'mistake-text'), /^Find it/);
  await press(page, 'x');
  assert.match(await text(page, 'mistake-text'), /Step to an operation first/);
  await press(page, 'ArrowRight', 'ArrowRight', 'x');
  assert.match(await text(page, 'mistake-text'), /forward pass and the loss are right.*Tries: 1/);
  let found = '';
  for (let op = 0; op < 130 && !found.startsWith('Found'); op += 1) {
    await press(page, 'ArrowRight', 'x');
    found = await text(page, 'mistake-text');
  }
  assert.match(found, /^Found: /);
  assert.equal(await field(page, 'mistake').inputValue(), mistake.kind);
  assert.equal(await page.locator('#accuse').isVisible(), false);
  await press(page, 'Control+z');
  assert.equal(await field(page, 'mistake').inputValue(), 'hidden', 'undo hides it again');
});

pageTest('what a mistake does to training is seen beside the right run', { hash: 'program' }, async (page) => {
  await choose(page, 'mistake', 'slope_left_out');
  await click(page, 'compare_training');
  await until(page, 'both are trained', () => !document.getElementById('compared').hidden);
  assert.match(await text(page, 'compared'), /^Iterations done: 200\. The loss is \d/);
  assert.ok(await page.locator('#ghost-key').isVisible());
  await press(page, '4', 'ArrowRight');
  await until(page, 'the other has come along', () => /done: 201\./.test(document.getElementById('compared').textContent));
});

pageTest('a phone has room for the check', { hash: 'program', viewport: { width: 360, height: 700 } }, async (page) => {
  await press(page, 'c');
  await verdict(page);
  await page.locator('#check-rows button').first().click();
  await until(page, 'its check is shown', () => document.querySelector('#check-selected .rows'));
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(widths[0] <= widths[1], `${widths[0]} px wide on ${widths[1]}`);
});
