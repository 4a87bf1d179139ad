// Saved files and links: what is good comes back to the same bits, what is not changes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choose,
  click,
  notice,
  open,
  openFile,
  pageTest,
  press,
  save,
  scenario,
  settle,
  state,
  type,
  until,
} from './support.mjs';

/** Opens a file and waits until the page has said something about it. */
async function refusal(page, name, content) {
  await openFile(page, name, content);
  await until(
    page,
    `there is a notice about ${name}`,
    (name) => {
      const notice = document.getElementById('notice');
      return !notice.hidden && notice.textContent.includes(name);
    },
    name,
  );
  assert.equal(await page.locator('#notice').getAttribute('data-kind'), 'error');
  return notice(page);
}

/** A run with all that a document can hold: changes on the way, in the middle of an iteration. */
async function aRunInTheMiddle(page) {
  await choose(page, 'example', 'circle');
  await press(page, '4', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await type(page, 'learning_rate', '0.3');
  await type(page, 'momentum', '0.5');
  await page.locator('#network').focus();
  await press(page, 'ArrowRight');
  await choose(page, 'activation:0', 'relu');
  await page.locator('#network').focus();
  await press(page, 'ArrowRight', '3', 'ArrowRight', '1', 'ArrowRight', 'ArrowRight');
}

pageTest('a saved file opens again at the same place with the same bits', {}, async (page) => {
  await aRunInTheMiddle(page);
  const saved = await state(page);
  assert.ok(saved.trace.op > 0 && saved.scenario.changes.length === 3);
  const { name, text } = await save(page);
  assert.equal(name, 'backstep-circle.json');
  assert.deepEqual(JSON.parse(text), saved.scenario);

  await choose(page, 'example', 'mazur');
  await openFile(page, name, text);
  await until(page, 'the file is open', () => globalThis.backstep.scenario().includes('circle'));
  await settle(page);
  assert.deepEqual(await state(page), saved);
  assert.equal(await notice(page), null);
  assert.equal(await page.locator('#example option:checked').textContent(), '(an opened experiment)');

  await press(page, '4', 'ArrowRight');
  const further = await state(page);
  await click(page, 'undo');
  assert.equal((await scenario(page)).network.layers.length, 2, 'undo brings back what was open before');
  await click(page, 'redo');
  assert.deepEqual(await state(page), further);
});

pageTest('a file dropped on the page is opened', {}, async (page) => {
  const document = await scenario(page);
  document.optimizer.learning_rate = 0.75;
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
    globalThis.document.body.dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }, JSON.stringify(document));
  await until(page, 'it is open', () => JSON.parse(globalThis.backstep.trace()).learning_rate === 0.75);
});

test('a link leads to the same bits in another window', async () => {
  const first = await open();
  await aRunInTheMiddle(first.page);
  const shared = await state(first.page);
  await first.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await click(first.page, 'share');
  await until(first.page, 'it says so', () => !document.getElementById('notice').hidden);
  assert.match(await notice(first.page), /on the clipboard/);
  const link = await first.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link.split('#')[0], first.page.url().split('#')[0]);
  await first.close();

  const second = await open({ hash: link.split('#')[1] });
  await settle(second.page);
  assert.deepEqual(await state(second.page), shared);
  assert.equal(await notice(second.page), null);
  assert.equal(await second.page.locator('#example').inputValue(), 'circle', 'what it began as');
  await second.close();
});

pageTest('a reload goes on where the page was left', { hash: 'mazur' }, async (page) => {
  await press(page, '4', 'ArrowRight', '3', 'ArrowRight');
  await type(page, 'learning_rate', '0.25');
  const left = await state(page);
  await page.reload();
  await until(page, 'it is ready', () => document.documentElement.dataset.ready === 'true');
  await settle(page);
  assert.deepEqual(await state(page), left);
  assert.equal(await page.locator('#example').inputValue(), 'mazur');
  await page.evaluate(() => {
    globalThis.location.hash = 'xor';
  });
  await until(page, 'XOR is open', () => document.getElementById('example').value === 'xor');
});

pageTest('a link to an example opens it, and the back button of the browser works', { hash: 'mazur' }, async (page) => {
  assert.equal((await scenario(page)).loss, 'half_squared_error');
  assert.equal(await page.locator('#example').inputValue(), 'mazur');
  assert.ok(await page.locator('[data-command="undo"]').isDisabled(), 'nothing has been done yet');
  await page.evaluate(() => {
    globalThis.location.hash = 'xor';
  });
  await until(page, 'XOR is open', () => document.getElementById('example').value === 'xor');
  await page.goBack();
  await until(page, 'Mazur is open', () => document.getElementById('example').value === 'mazur');
});

pageTest('files that cannot be used are refused with their name and the place', {}, async (page) => {
  await press(page, '3', 'ArrowRight', 'ArrowRight');
  await type(page, 'learning_rate', '0.2');
  const good = await scenario(page);
  const before = await state(page);
  const changed = (change) => {
    const document = structuredClone(good);
    change(document);
    return document;
  };
  const text = JSON.stringify(good);
  const wide = { units: 1_000_000, activation: 'relu' };
  const cases = [
    ['empty.json', '', /not a JSON document/],
    ['words.json', 'Dear page, please open.', /not a JSON document.*line 1, column 1/],
    ['cut.json', text.slice(0, 200), /not a JSON document/],
    ['picture.json', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0xff, 0xfe]), /not a JSON document/],
    ['deep.json', '['.repeat(200_000), /not a JSON document/],
    ['long.json', `"${'x'.repeat(5_000_000)}"`, /not a Backstep scenario/],
    ['list.json', '[1, 2, 3]', /not a Backstep scenario/],
    ['other.json', '{ "name": "something else" }', /not a Backstep scenario/],
    ['newer.json', changed((d) => (d.version = 2)), /version.*2.*reads version 1/],
    ['no-network.json', changed((d) => delete d.network), /network: is missing/],
    ['no-data.json', changed((d) => delete d.data), /data: is missing/],
    ['no-rate.json', changed((d) => delete d.optimizer.learning_rate), /optimizer\.learning_rate: is missing/],
    ['misspelt.json', changed((d) => (d.network.layers[0].activaton = 'relu')), /network\.layers\[0\]\.activaton: is not a field/],
    ['short-row.json', changed((d) => d.network.layers[1].weight[0].pop()), /network\.layers\[1\]\.weight\[0\]: must have 3 entries, but has 2/],
    ['more-units.json', changed((d) => (d.network.layers[0].units = 4)), /network\.layers\[0\]\.\w+: must have 4 entries, but has 3/],
    ['long-sample.json', changed((d) => d.data.train[0].input.push(3)), /data\.train\[0\]\.input: must have 2 entries, but has 3/],
    ['million.json', changed((d) => (d.network.layers[0] = wide)), /network\.layers\[0\]\.units: must lie between 1 and 256, but is 1000000/],
    ['too-many.json', changed((d) => (d.network.layers = [...Array(30).fill({ ...wide, units: 256 }), { units: 2, activation: 'relu' }])), /network\.layers.*at most 200000/],
    ['nan.json', text.replace('0.25', 'NaN'), /not a JSON document/],
    ['infinite.json', text.replace('0.25', '1e999'), /not a JSON document: number out of range/],
    ['large.json', changed((d) => (d.network.layers[0].weight[0][0] = 1e300)), /network\.layers\[0\]\.weight\[0\]\[0\]: must lie between/],
    ['negative.json', changed((d) => (d.optimizer.learning_rate = -1)), /optimizer\.learning_rate: must lie between 0 and 1000, but is -1/],
    ['word.json', changed((d) => (d.optimizer.learning_rate = 'fast')), /optimizer\.learning_rate: must be a number, but is "fast"/],
    ['swish.json', changed((d) => (d.network.layers[0].activation = 'swish')), /network\.layers\[0\]\.activation: must be one of .*"swish"/],
    ['hidden-softmax.json', changed((d) => (d.network.layers[0].activation = 'softmax')), /network\.layers\[0\]\.activation: softmax/],
    ['no-samples.json', changed((d) => (d.data.train = [])), /data\.train/],
    ['no-layers.json', changed((d) => (d.network.layers = [])), /network\.layers/],
    ['target.json', changed((d) => (d.data.train[0].target = [-1, 1])), /data: with this loss a target must lie between/],
    ['nowhere.json', changed((d) => (d.changes = [{ iteration: 0, set: 'weight:7:0:0', value: 1 }])), /changes\[0\].*weight:7:0:0.*does not exist/],
    ['too-far.json', changed((d) => (d.position.iteration = 1e12)), /position\.iteration: must lie between/],
    ['past-the-end.json', changed((d) => (d.position = { iteration: 0, op: 9999 })), /position\.op: lies past the end of the iteration, which has 56 operations/],
  ];
  for (const [name, content, problem] of cases) {
    const message = await refusal(page, name, content);
    assert.ok(message.startsWith(`${name} was not opened. `), message);
    assert.match(message, problem, name);
    assert.deepEqual(await state(page), before, `${name}: the screen stays`);
  }
  await click(page, 'dismiss');
  assert.equal(await notice(page), null);
});

pageTest('links that cannot be used are told, and the screen stays', {}, async (page) => {
  await press(page, '3', 'ArrowRight');
  const before = await state(page);
  const encoded = (text) => `s=${Buffer.from(text).toString('base64url')}`;
  const cases = [
    ['nonsense', /no example called “nonsense”/],
    ['s=broken', /s=broken/],
    ['s=', /link/],
    [encoded('not a document'), /the link was not opened\. This is not a JSON document/],
    [encoded('{"format":"backstep-scenario","version":9}'), /the link was not opened\. version/],
    ['constructor', /no example called “constructor”/],
    ['<img src=x onerror=alert(1)>', /no example/],
  ];
  for (const [hash, problem] of cases) {
    await page.evaluate((hash) => {
      globalThis.location.hash = hash;
    }, hash);
    await until(page, `there is a notice about #${hash}`, () => !document.getElementById('notice').hidden);
    assert.match(await notice(page), problem, hash);
    assert.deepEqual(await state(page), before, hash);
    assert.equal(await page.locator('#notice img').count(), 0, 'text is never markup');
    await click(page, 'dismiss');
  }
});

pageTest('a page opened with a bad link shows the first example and says what is wrong', { hash: 's=bm90aGluZw' }, async (page) => {
  assert.match(await notice(page), /the link was not opened\. This is not a JSON document/);
  assert.equal(await page.locator('#example').inputValue(), 'hand');
  await press(page, 'ArrowRight');
  assert.equal((await state(page)).trace.op, 1, 'and it works');
});
