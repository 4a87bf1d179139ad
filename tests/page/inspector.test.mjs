// Pointing at the picture and at the equation: what is selected, what it says, typing over it.
import assert from 'node:assert/strict';
import {
  clickDrawn,
  choose,
  click,
  drawn,
  equation,
  field,
  hoverDrawn,
  inspector,
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
  watchCanvases,
} from './support.mjs';

// Without travelling values a picture is complete at once.
const MAZUR = { hash: 'mazur', reducedMotion: true };

async function atTheEndOfTheBackwardPass(page) {
  await watchCanvases(page);
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
}

pageTest('whatever is clicked in the picture is what the inspector tells of', MAZUR, async (page) => {
  await atTheEndOfTheBackwardPass(page);
  assert.equal((await inspector(page)).title, null, 'nothing is selected');
  const expected = [
    ['x₁', 0, 'input 1'],
    ['0.100', 0, 'input 2'],
    ['unit 1', 0, 'hidden unit 1'],
    ['0.597', 0, 'hidden unit 2'],
    ['z 1.106', 0, 'output 1'],
    ['ŷ₂', 0, 'output 2'],
    ['0.350', 0, 'bias of hidden unit 1'],
    ['0.600', 1, 'bias of output 2'],
    ['0.150', 0, 'weight from input 1 to hidden unit 1'],
    ['0.450', 0, 'weight from hidden unit 2 to output 1'],
    ['0.082', 0, 'weight from hidden unit 1 to output 1'],
    ['0.990', 0, 'target 2'],
    ['0.298', 0, 'Loss'],
  ];
  for (const [label, nth, title] of expected) {
    await clickDrawn(page, label, nth);
    assert.equal((await inspector(page)).title, title, `a click on ${label}`);
  }
  await page.locator('#network').click({ position: { x: 5, y: 5 } });
  await settle(page);
  assert.equal((await inspector(page)).title, null, 'a click on the ground lets go');
  await clickDrawn(page, '0.150');
  await press(page, 'Escape');
  assert.equal((await inspector(page)).title, null, 'Escape lets go');
});

pageTest('a weight’s rows hold its value, its gradient and the next update', MAZUR, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.450');
  const before = await inspector(page);
  assert.equal(before.rows.value, '0.45');
  assert.equal(before.rows.gradient, 'not yet');
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  const rate = 0.5;
  const gradient = (await trace(page)).layers[1].sample_grad_weight[0][1];
  const after = await inspector(page);
  assert.ok(Math.abs(readNumber(after.rows.gradient) - gradient) < 0.0005);
  assert.ok(Math.abs(readNumber(after.rows['next update']) + rate * gradient) < 0.0005);
  await press(page, 'ArrowRight');
  const done = await inspector(page);
  assert.ok(Math.abs(readNumber(done.rows['update made']) + rate * gradient) < 0.0005);
  assert.equal(done.rows.before, '0.450');
  assert.equal(Number(done.rows.value), (await trace(page)).layers[1].weight[0][1], 'the new weight');
});

pageTest('a unit’s rows hold what makes up its delta', MAZUR, async (page) => {
  await atTheEndOfTheBackwardPass(page);
  await clickDrawn(page, 'unit 2');
  const { rows } = await inspector(page);
  const { layers } = await trace(page);
  const shown = (label) => readNumber(rows[label]);
  const near = (a, b) => assert.ok(Math.abs(a - b) < 0.001, `${a} is not ${b}`);
  near(shown('weighted sum z'), layers[0].preactivation[1]);
  near(shown('a = sigmoid(z)'), layers[0].activation[1]);
  near(shown('gradient ∂L/∂a'), layers[0].grad_activation[1]);
  const a = layers[0].activation[1];
  near(shown('slope of sigmoid'), a * (1 - a));
  near(shown('δ, their product'), layers[0].grad_preactivation[1]);
  assert.equal(rows['bias b'], '0.35');
});

pageTest('the path of the chain rule leads from the loss to the weight', MAZUR, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.150');
  assert.match(await text(page, 'inspector'), /appears once the backward pass has come here/);
  await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  const { path } = await inspector(page);
  // L, the output’s delta, the weight to it, the hidden unit’s slope, what the weight multiplies.
  assert.equal(path.length, 5);
  assert.match(path[0], /^L 0\.30$/);
  assert.match(path[1], /^δ1\[2\] 0\.14$/);
  assert.match(path[2], /^w11\[2\] 0\.40$/);
  assert.match(path[3], /^σ′\(z1\[1\]\) 0\.24$/);
  assert.match(path[4], /^x1 0\.050$/);
  const words = await text(page, 'inspector');
  assert.match(words, /strongest of 2 paths/);
  const product = await page.locator('#inspector .path .gradient:not(.chip)').textContent();
  const { layers } = await trace(page);
  const input = 0.05;
  const slope = layers[0].activation[0] * (1 - layers[0].activation[0]);
  const part = layers[1].grad_preactivation[0] * layers[1].weight[0][0] * slope * input;
  assert.ok(Math.abs(readNumber(product) / part - 1) < 0.01, `${product} is not ${part}`);
  const all = words.match(/All paths together give ([^ ]+)\./)[1];
  const whole = layers[0].sample_grad_weight[0][0];
  assert.ok(Math.abs(readNumber(all) / whole - 1) < 0.01, `${all} is not ${whole}`);
  assert.ok(await page.locator('#inspector .chain-rule math').first().isVisible(), 'written out');
});

pageTest('a number typed in the inspector is used in what was computed', MAZUR, async (page) => {
  await atTheEndOfTheBackwardPass(page);
  const before = await trace(page);
  const cases = [
    ['0.150', 'weight:0:0:0', 1.5, (now) => now.layers[0].weight[0][0]],
    ['0.600', 'bias:1:0', -0.25, (now) => now.layers[1].bias[0]],
    ['0.100', 'input:0:1', 2, (now) => now.input[1]],
    ['0.990', 'target:0:1', 0.5, (now) => now.target[1]],
  ];
  let last = before;
  for (const [label, path, value, read] of cases) {
    await clickDrawn(page, label);
    await type(page, 'value', String(value));
    const now = await trace(page);
    assert.equal(read(now), value, path);
    assert.equal(now.op, before.op, 'the run stands where it stood');
    assert.notEqual(now.loss, last.loss, 'the loss is computed with it');
    assert.notDeepEqual(now.layers[1].grad_weight, last.layers[1].grad_weight);
    last = now;
  }
  assert.deepEqual(
    (await scenario(page)).changes,
    cases.map(([, set, value]) => ({ iteration: 0, set, value })),
  );
});

pageTest('a second click on a number is enough to type over it', MAZUR, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.150');
  await clickDrawn(page, '0.150');
  await page.keyboard.type('0.7');
  await press(page, 'Enter');
  assert.equal((await trace(page)).layers[0].weight[0][0], 0.7);
});

pageTest('a number the page shows can be typed as it is shown', MAZUR, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.150');
  for (const [typed, value] of [['−0.5', -0.5], ['4.39·10⁻⁴', 4.39e-4], ['1e-3', 1e-3], ['  2 ', 2]]) {
    await type(page, 'value', typed);
    assert.equal((await trace(page)).layers[0].weight[0][0], value, typed);
  }
});

pageTest('a number can be typed while the run plays', MAZUR, async (page) => {
  await watchCanvases(page);
  await clickDrawn(page, '0.150');
  await choose(page, 'speed', 'max');
  await press(page, '4', 'Space');
  const box = await field(page, 'value').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await press(page, 'Control+A', '1', '.', '2', '5');
  assert.equal(await field(page, 'value').inputValue(), '1.25', 'what is typed stays while the run goes on');
  await press(page, 'Enter');
  const { changes } = await scenario(page);
  assert.deepEqual(changes.map(({ set, value }) => ({ set, value })), [{ set: 'weight:0:0:0', value: 1.25 }]);
  assert.equal(await page.locator('[data-command="play"]').getAttribute('aria-pressed'), 'true');
  await until(page, 'the field follows the run again', () => document.getElementById('value').value !== '1.25');
});

pageTest('the keyboard reaches every mark, selects it and types over it', { reducedMotion: true }, async (page) => {
  await page.locator('#network').focus();
  const select = async (...keys) => {
    await press(page, ...keys, 'Enter');
    return (await inspector(page)).title;
  };
  assert.equal(await select('Alt+ArrowRight'), 'input 1');
  assert.equal(await select('Alt+ArrowDown'), 'input 2');
  assert.equal(await select('Alt+ArrowRight'), 'hidden unit 2');
  assert.equal(await select('ArrowDown'), 'bias of hidden unit 2');
  assert.equal(await select('ArrowDown'), 'weight from input 1 to hidden unit 2');
  assert.equal(await select('ArrowDown', 'ArrowDown'), 'hidden unit 3');
  assert.equal(await select('ArrowUp'), 'weight from input 2 to hidden unit 2');
  assert.equal(await select('Alt+ArrowRight', 'Alt+ArrowRight'), 'target 1');
  assert.equal(await select('Alt+ArrowUp'), 'Loss');
  assert.equal(await select('Alt+ArrowLeft'), 'output 1');

  assert.equal(await select('ArrowDown'), 'bias of output 1');
  await press(page, 'Enter');
  await page.keyboard.type('0.75');
  await press(page, 'Enter');
  assert.equal((await trace(page)).layers[1].bias[0], 0.75, 'Enter once more types over it');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
});

pageTest('pointing at a symbol lights it and the mark in the picture', { reducedMotion: true }, async (page) => {
  await watchCanvases(page);
  await press(page, 'ArrowRight', 'ArrowRight');
  assert.equal((await equation(page)).key, 'z.0.0');
  assert.equal(await page.locator('#equation .lit').count(), 0);
  const plain = await drawn(page);
  await page.locator('#equation .equation-symbols [data-cell="w.0.0.0"]').hover();
  await settle(page);
  const lit = page.locator('#equation .lit');
  assert.deepEqual(
    await lit.evaluateAll((all) => [...new Set(all.map((each) => each.dataset.cell))]),
    ['w.0.0.0'],
  );
  assert.ok((await lit.count()) >= 2, 'the symbol and the number in its place');
  assert.notDeepEqual(await drawn(page), plain, 'the picture says more about it');
  await page.locator('.brand').hover();
  await settle(page);
  assert.equal(await page.locator('#equation .lit').count(), 0);
  assert.deepEqual(await drawn(page), plain);
});

pageTest('pointing at a factor of the path or at a row lights it and the mark in the picture', MAZUR, async (page) => {
  await atTheEndOfTheBackwardPass(page);
  await clickDrawn(page, '0.150');
  await page.locator('.brand').hover();
  await settle(page);
  const plain = await page.evaluate(() => document.getElementById('network').toDataURL());
  for (const [selector, key] of [
    ['.path .chip:nth-of-type(1)', 'sample-loss'],
    ['.path .chip[data-cell="w.1.0.0"]', 'w.1.0.0'],
    ['.path .chip[data-cell="z.0.0"]', 'z.0.0'],
    ['.rows > [data-cell="dw.0.0.0"]', 'dw.0.0.0'],
  ]) {
    const place = page.locator(`#inspector ${selector}`).first();
    await place.hover();
    await settle(page);
    const lit = await page
      .locator('#inspector .lit')
      .evaluateAll((all) => [...new Set(all.map((each) => each.dataset.cell))]);
    assert.deepEqual(lit, [key], selector);
    const picture = await page.evaluate(() => document.getElementById('network').toDataURL());
    assert.notEqual(picture, plain, `${selector} is lit in the picture`);
  }
});

pageTest('pointing at a mark in the picture lights its symbols', { reducedMotion: true }, async (page) => {
  await watchCanvases(page);
  await press(page, 'ArrowRight', 'ArrowRight');
  const lit = () =>
    page.locator('#equation .lit').evaluateAll((all) => [...new Set(all.map((each) => each.dataset.cell))]);
  await hoverDrawn(page, 'x₂');
  assert.deepEqual(await lit(), ['x.1']);
  await hoverDrawn(page, '−0.500');
  assert.deepEqual(await lit(), [], 'that weight is not in the equation');
  await hoverDrawn(page, 'unit 1');
  assert.deepEqual(await lit(), ['z.0.0']);
  await click(page, 'forward');
  assert.equal((await equation(page)).key, 'a.0.0');
});
