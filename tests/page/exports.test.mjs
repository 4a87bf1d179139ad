// The export dialog: what it offers, what is in the files, and that the run stays as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  click,
  field,
  open,
  pageTest,
  press,
  scenario,
  settle,
  state,
  text,
  trace,
  until,
} from './support.mjs';

const PHONE = { width: 390, height: 844 };

/** Waits until the text is there, or the reason why there is none. */
async function made(page) {
  await settle(page);
  await until(
    page,
    'the text or an error is there',
    () =>
      document.getElementById('export-progress').hidden &&
      (!document.getElementById('export-preview').hidden || document.getElementById('export-error').textContent !== ''),
  );
}

async function choose(page, kind) {
  await page.locator(`[data-command="export_${kind}"]`).click();
  await made(page);
}

const preview = (page) => page.locator('#export-preview').textContent();
const isOpen = (page) => page.locator('#export').isVisible();

/** Types a number of iterations, and Enter. */
async function iterations(page, number) {
  await field(page, 'export_iterations').fill(number);
  await page.keyboard.press('Enter');
  await made(page);
}

/** What Save puts into a file. */
async function saved(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-command="save_export"]').click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
}

pageTest('a key opens it on a script of a hundred iterations, Escape closes it, and nothing has moved', { hash: 'mazur' }, async (page) => {
  await press(page, 'ArrowRight', 'ArrowRight');
  const before = await state(page);
  await page.locator('#network').focus();
  await page.keyboard.press('e');
  await made(page);
  assert.ok(await isOpen(page));
  assert.equal(await field(page, 'export_iterations').inputValue(), '100');
  assert.match(await preview(page), /import numpy/);
  assert.equal(await page.locator('[data-command="export_numpy"]').getAttribute('aria-pressed'), 'true');
  assert.match(await text(page, 'export-size'), /^backstep-mazur-numpy\.py · [\d.]+ kB · \d+ lines$/);
  assert.equal(await text(page, 'export-command'), 'python backstep-mazur-numpy.py');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  assert.ok(!(await isOpen(page)));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'network', 'the focus goes back');
  assert.deepEqual(await state(page), before);
});

pageTest('a script and a notebook of each framework, as many iterations as were run', { hash: 'xor' }, async (page) => {
  await press(page, '4', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await click(page, 'export');
  await made(page);
  assert.equal(await field(page, 'export_iterations').inputValue(), '3');
  for (const [kind, word] of [['numpy', 'numpy'], ['pytorch', 'torch'], ['jax', 'jax'], ['keras', 'tensorflow']]) {
    await choose(page, kind);
    assert.ok(new RegExp(`^(import|from) .*${word}`, 'm').test(await preview(page)), `it uses ${word}`);
    const script = await saved(page);
    assert.equal(script.name, `backstep-xor-${kind}.py`);
    assert.ok(script.text.startsWith((await preview(page)).slice(0, 1000)));
    await choose(page, 'notebook');
    const notebook = await saved(page);
    assert.equal(notebook.name, `backstep-xor-${kind}.ipynb`);
    assert.equal(JSON.parse(notebook.text).nbformat, 4);
    await choose(page, 'script');
  }
});

pageTest('the numbers: of this iteration, of all, and the loss curve', { hash: 'gaussian' }, async (page) => {
  await press(page, '4', 'ArrowRight', 'ArrowRight', '3', 'ArrowRight');
  const here = await trace(page);
  await page.keyboard.press('e');
  await choose(page, 'trace');
  assert.ok(!(await field(page, 'export_iterations').isVisible()), 'it is of one iteration');
  assert.deepEqual(JSON.parse(await preview(page)), here);
  const one = await saved(page);
  assert.equal(one.name, 'backstep-gaussian-trace.json');
  assert.deepEqual(JSON.parse(one.text), here);

  await choose(page, 'traces');
  await iterations(page, '40');
  const lines = (await saved(page)).text.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 40);
  assert.deepEqual(lines.map((line) => line.iteration), [...lines.keys()]);
  assert.ok(lines.every((line) => line.loss > 0 && line.op === line.ops));

  await choose(page, 'history');
  const table = await saved(page);
  assert.equal(table.name, 'backstep-gaussian-loss.csv');
  const rows = table.text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(','));
  assert.deepEqual(rows.slice(1).map((row) => [row[0], Number(row[2])]), lines.slice(0, 2).map((line) => [`${line.iteration}`, line.loss]));
});

pageTest('receipts, and every reason why there is none', { hash: 'mazur' }, async (page) => {
  await press(page, 'e');
  await choose(page, 'receipt');
  assert.match(await text(page, 'export-command'), /bp verify general backstep-mazur-receipt\.json$/);
  const receipt = JSON.parse((await saved(page)).text);
  assert.equal(receipt.updates.length, 8);
  await choose(page, 'receipts');
  await iterations(page, '5');
  assert.equal((await saved(page)).text.trim().split('\n').length, 5);
  await page.keyboard.press('Escape');
  assert.ok(!(await isOpen(page)), 'from the field too');

  await page.locator('#example').selectOption('spiral');
  await settle(page);
  await click(page, 'export');
  await made(page);
  const reasons = page.locator('#export-error li');
  assert.equal(await reasons.count(), 4);
  assert.match(await reasons.first().textContent(), /one hidden layer; this network has 2/);
  for (const command of ['copy_export', 'save_export']) {
    assert.ok(await page.locator(`[data-command="${command}"]`).isDisabled());
  }
  await choose(page, 'trace');
  assert.equal(await reasons.count(), 0);
});

test('Copy puts all of it on the clipboard and says so', async () => {
  const { page, close } = await open({ hash: 'hand' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('e');
  await choose(page, 'traces');
  await iterations(page, '60');
  await page.locator('[data-command="copy_export"]').click();
  await until(page, 'it says so', () => document.getElementById('export-done').textContent === 'Copied.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.trim().split('\n').length, 60);
  assert.ok(copied.length > (await preview(page)).length, 'more than is shown');
  assert.match(await text(page, 'export-remark'), /the beginning/);
  await choose(page, 'trace');
  assert.equal(await text(page, 'export-done'), '', 'that was another text');
  await close();
});

pageTest('a number of iterations that cannot be is said beside its field, and the text stays', { hash: 'mazur' }, async (page) => {
  await press(page, 'e');
  await choose(page, 'traces');
  const before = await preview(page);
  for (const [typed, message] of [['0', /between 1 and 100000/], ['1.5', /but is 1\.5/], ['many', /number/], ['1000001', /between 1 and 100000/]]) {
    await iterations(page, typed);
    await until(page, 'there is a message', () => document.getElementById('error-export_iterations').textContent !== '');
    assert.match(await text(page, 'error-export_iterations'), message);
    assert.equal(await preview(page), before);
  }
  await iterations(page, '2');
  await until(page, 'the message is gone', () => document.getElementById('error-export_iterations').textContent === '');
  assert.equal((await preview(page)).trim().split('\n').length, 2);
  await iterations(page, '100000');
  assert.match(await page.locator('#export-error').textContent(), /more than 32 MB.*room for/s);
});

pageTest('long work shows how far it is and can be cancelled', { hash: 'deep' }, async (page) => {
  const before = await state(page);
  await press(page, 'e');
  await field(page, 'export_iterations').fill('100000');
  await page.keyboard.press('Enter');
  await until(page, 'it is under way', () => document.querySelector('#export-bar').value > 0 && !document.getElementById('export-progress').hidden);
  assert.match(await text(page, 'export-progress-text'), /^[\d\s,  ]+ of 100[\s,  ]?000 iterations$/);
  await page.locator('[data-command="cancel_export"]').click();
  await until(page, 'it has stopped', () => document.getElementById('export-progress').hidden);
  assert.ok(await page.locator('[data-command="save_export"]').isDisabled());
  assert.ok(await page.locator('#export-preview').isHidden());
  await choose(page, 'trace');
  await page.locator('[data-command="close_export"]').click();
  assert.deepEqual(await state(page), before);
});

pageTest('with a planted mistake, the dialog and the files say so', { hash: 'mazur' }, async (page) => {
  const document = await scenario(page);
  await page.evaluate((text) => globalThis.backstep.open(text), JSON.stringify({ ...document, mistake: { kind: 'new_weights' } }));
  await settle(page);
  await press(page, '4', 'ArrowRight', 'e');
  await made(page);
  assert.match(await text(page, 'export-remark'), /mistake is planted/);
  for (const kind of ['numpy', 'trace', 'traces', 'history', 'receipt', 'receipts']) {
    await choose(page, kind);
    assert.ok(/planted_mistake"?: ?"?new_weights/.test((await saved(page)).text), kind);
  }
});

pageTest('it reads in Chinese and fits a phone', { hash: 'mazur', language: 'zh', viewport: PHONE, touch: true }, async (page) => {
  await page.locator('.menu-button').click();
  await page.locator('[data-command="export"]').click();
  await made(page);
  assert.equal(await text(page, 'export-heading'), '导出这个实验');
  for (const kind of ['receipts', 'trace']) {
    await choose(page, kind);
    const size = await page.evaluate(() => {
      const dialog = document.getElementById('export');
      const save = document.querySelector('[data-command="save_export"]').getBoundingClientRect();
      return { scroll: dialog.scrollWidth, width: dialog.clientWidth, bottom: save.bottom, height: save.height };
    });
    assert.ok(size.scroll <= size.width, 'nothing sticks out');
    assert.ok(size.bottom <= PHONE.height, 'Save is in sight');
    assert.ok(size.height >= 44, 'a finger hits it');
  }
});
