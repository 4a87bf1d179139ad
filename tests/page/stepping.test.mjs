// Forward and back through an iteration: by button, key, clicker and strip, in every size of step.
import assert from 'node:assert/strict';
import {
  cellValue,
  click,
  equation,
  pageTest,
  position,
  press,
  readNumber,
  settle,
  text,
  trace,
} from './support.mjs';

/** Operations of one iteration of the hand example. */
const OPS = 56;

/** Where its parts end, in operations; the sizes "layer" and "pass" stop there. */
const LAYER_ENDS = [1, 7, 11, 12, 27, 39, 48, 56];
const PASS_ENDS = [11, 12, 39, 56];
const STRIP = [
  'Input',
  'Forward 1',
  'Forward 2',
  'Loss',
  'Backward 2',
  'Backward 1',
  'Update',
];

/** Every trace of the hand example, before its first operation and after each. */
function handTraces(page) {
  return page.evaluate((ops) => {
    const lab = new globalThis.wasmBindings.Lab(globalThis.backstep.scenario());
    const traces = [lab.trace()];
    for (let op = 0; op < ops; op += 1) {
      lab.advance('op');
      traces.push(lab.trace());
    }
    lab.free();
    return traces;
  }, OPS);
}

function rawTrace(page) {
  return page.evaluate(() => globalThis.backstep.trace());
}

function isDisabled(page, id) {
  return page.locator(`[data-command="${id}"]`).first().isDisabled();
}

pageTest('Forward shows every operation of the hand example with the number it wrote', {}, async (page) => {
  assert.equal(await text(page, 'position'), 'iteration 1 · op 0 of 56 · epoch 1');
  assert.ok(await isDisabled(page, 'back'), 'there is nothing to go back to');
  const button = await page.locator('[data-command="forward"]').boundingBox();
  let before = await trace(page);
  for (let op = 1; op <= OPS; op += 1) {
    // Where it was at first: whoever presses it again does not look for it.
    await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
    await settle(page);
    const now = await trace(page);
    assert.equal(now.op, op);
    const seen = await page.evaluate(() => ({
      position: document.getElementById('position').textContent,
      cursor: document.getElementById('strip').getAttribute('aria-valuenow'),
      canGoBack: !document.querySelector('[data-command="back"]').disabled,
      name: document.getElementById('op-name').textContent,
      part: [...document.querySelectorAll('#strip :is(.current, .done) .long')].at(-1).textContent,
    }));
    const part = STRIP[[1, 7, 11, 12, 27, 39, OPS].findIndex((end) => op <= end)];
    assert.equal(seen.position, `iteration 1 · op ${op} of ${OPS} · epoch 1`);
    assert.equal(seen.cursor, String(op));
    assert.ok(seen.canGoBack, 'every operation can be taken back');
    assert.ok(seen.name.startsWith(`${part}: `), `${seen.name} belongs to ${part}`);
    assert.equal(seen.part, part);

    const shown = await equation(page);
    if (op === 1) {
      assert.equal(shown, null, 'the sample is taken in, nothing is computed');
      assert.deepEqual([now.input, now.target], [[1, 2], [0, 1]]);
    } else {
      const written = cellValue(now, shown.key);
      assert.equal(readNumber(shown.full), written, `op ${op} wrote ${shown.key}`);
      if (op <= 39) assert.equal(cellValue(before, shown.key), null, 'it was not known before');
    }
    before = now;
  }
});

pageTest('→ goes through the operations and ← takes each of them back', {}, async (page) => {
  const traces = await handTraces(page);
  for (let op = 1; op <= OPS; op += 1) {
    await press(page, 'ArrowRight');
    assert.equal(await rawTrace(page), traces[op], `forward, op ${op}`);
  }
  for (let op = OPS - 1; op >= 0; op -= 1) {
    await press(page, 'ArrowLeft');
    assert.equal(await rawTrace(page), traces[op], `back, op ${op}`);
  }
  assert.equal(await text(page, 'op-name'), 'Ready');
  assert.ok(await isDisabled(page, 'back'));
  assert.ok(await isDisabled(page, 'start'));
  await press(page, 'ArrowLeft');
  assert.equal(await rawTrace(page), traces[0], 'there is nothing before the start');
});

pageTest('a presenter’s clicker does the same with Page Down and Page Up', {}, async (page) => {
  const traces = await handTraces(page);
  for (let op = 1; op <= 15; op += 1) {
    await press(page, 'PageDown');
    assert.equal(await rawTrace(page), traces[op], `forward, op ${op}`);
  }
  for (let op = 14; op >= 0; op -= 1) {
    await press(page, 'PageUp');
    assert.equal(await rawTrace(page), traces[op], `back, op ${op}`);
  }
});

pageTest('each size of step stops where its part of the iteration ends', {}, async (page) => {
  const sizes = [
    ['1', 'size_op', [1, 2, 3, 4]],
    ['2', 'size_layer', LAYER_ENDS],
    ['3', 'size_pass', PASS_ENDS],
    ['4', 'size_iteration', [OPS]],
    ['5', 'size_epoch', [OPS]],
  ];
  for (const [key, id, ends] of sizes) {
    await press(page, key);
    const pressed = await page.locator('.sizes [aria-pressed="true"]').getAttribute('data-command');
    assert.equal(pressed, id, `the key ${key}`);
    for (const end of ends) {
      await click(page, 'forward');
      assert.deepEqual(await position(page), { iteration: 0, op: end }, `${id} forward`);
    }
    for (const end of [...ends.slice(0, -1).reverse(), 0]) {
      await click(page, 'back');
      assert.deepEqual(await position(page), { iteration: 0, op: end }, `${id} back`);
    }
  }
  for (const [, id] of sizes) {
    await click(page, id);
    assert.equal(await page.locator(`[data-command="${id}"]`).getAttribute('aria-pressed'), 'true');
  }
});

pageTest('an epoch is as many iterations as there are batches', { hash: 'circle' }, async (page) => {
  const { batch } = await trace(page);
  const samples = await page.evaluate(() => {
    const { samples, test_fraction: held } = JSON.parse(globalThis.backstep.scenario()).data;
    return Math.round(samples * (1 - held));
  });
  await press(page, '5', 'ArrowRight');
  const { iteration, op, ops, epoch } = await trace(page);
  assert.deepEqual({ iteration, op, epoch }, { iteration: samples / batch.length - 1, op: ops, epoch: 0 });
  await press(page, 'ArrowLeft');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
});

pageTest('Shift takes the next coarser size', {}, async (page) => {
  await press(page, 'Shift+ArrowRight', 'Shift+ArrowRight');
  assert.equal((await position(page)).op, LAYER_ENDS[1], 'op becomes layer');
  await press(page, 'Shift+ArrowLeft');
  assert.equal((await position(page)).op, LAYER_ENDS[0]);
  await press(page, '2', 'Shift+PageDown');
  assert.equal((await position(page)).op, PASS_ENDS[0], 'layer becomes pass');
  await press(page, 'Shift+PageUp');
  assert.equal((await position(page)).op, 0);
  await press(page, '3', 'Shift+ArrowRight');
  assert.equal((await position(page)).op, OPS, 'pass becomes iteration');
  assert.equal(
    await page.locator('.sizes [aria-pressed="true"]').getAttribute('data-command'),
    'size_pass',
    'the chosen size stays',
  );
});

pageTest('the strip’s cursor can be dragged to any operation', {}, async (page) => {
  const box = await page.locator('#strip').boundingBox();
  const y = box.y + box.height / 2;
  const cursorX = async () => {
    const cursor = await page.locator('#strip .cursor').boundingBox();
    return cursor.x + cursor.width / 2;
  };
  await page.mouse.move(box.x + 2, y);
  await page.mouse.down();
  const backward = await page.locator('#strip .segment.backward').first().boundingBox();
  const target = backward.x + backward.width / 2;
  await page.mouse.move(target, y, { steps: 8 });
  await settle(page);
  const { op } = await position(page);
  assert.ok(op > 12 && op < 27, `op ${op} is in the middle of the backward pass of layer 2`);
  assert.ok(Math.abs((await cursorX()) - target) < 12, 'the cursor stands under the pointer');

  await page.mouse.move(box.x + box.width + 40, y, { steps: 8 });
  await settle(page);
  assert.deepEqual(await position(page), { iteration: 0, op: OPS }, 'past the right end');
  await page.mouse.move(box.x - 40, y, { steps: 8 });
  await settle(page);
  assert.deepEqual(await position(page), { iteration: 0, op: 0 }, 'past the left end');
  await page.mouse.up();
  await page.mouse.move(target, y, { steps: 8 });
  await settle(page);
  assert.deepEqual(await position(page), { iteration: 0, op: 0 }, 'let go of, it stays');

  await page.mouse.click(target, y);
  await settle(page);
  assert.equal((await position(page)).op, op, 'a click goes there at once');
});

pageTest('Home goes to the start, and what was on record is run again to the same bits', {}, async (page) => {
  await press(page, '4');
  for (let i = 0; i < 30; i += 1) await press(page, 'ArrowRight');
  const there = await rawTrace(page);
  await press(page, 'Home');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
  assert.ok(await isDisabled(page, 'start'));
  for (let i = 0; i < 30; i += 1) await press(page, 'ArrowRight');
  assert.equal(await rawTrace(page), there);
  await click(page, 'start');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 }, 'the button does the same');
});

pageTest('the sample of a batch that is watched can be changed', { hash: 'program' }, async (page) => {
  assert.ok(await isDisabled(page, 'previous_sample'));
  assert.equal(await text(page, 'watched'), 'sample 1, 1 of 4 in the batch');
  await press(page, '3', 'ArrowRight');
  for (const [sample, input] of [[2, [2, 3]], [3, [3, 4]], [4, [4, 5]]]) {
    await click(page, 'next_sample');
    assert.equal(await text(page, 'watched'), `sample ${sample}, ${sample} of 4 in the batch`);
    assert.deepEqual((await trace(page)).input, input);
  }
  assert.ok(await isDisabled(page, 'next_sample'));
  await click(page, 'previous_sample');
  assert.deepEqual((await trace(page)).input, [3, 4]);
});
