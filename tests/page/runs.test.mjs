// Forks, the list of runs, sweeps and runs side by side, by what a person sees and does.
import assert from 'node:assert/strict';
import { click, drawn, pageTest, position, press, scenario, settle, text, trace, type, until, watchCanvases } from './support.mjs';

/** As the operation to seek: the end of the iteration, however many operations it has. */
const END = 0xffff_ffff;

/** Trains until so many iterations are done. */
async function train(page, iterations) {
  await page.evaluate(([iteration, op]) => globalThis.backstep.seek(iteration, op), [iterations - 1, END]);
  await settle(page);
}

/** The rows of the list, as a person reads them: `{ A: [what differs, loss] }`. */
function rows(page) {
  return page.locator('#runs-list > li').evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const of = (name) => row.querySelector(name).textContent;
        return [of('.run-name'), [of('.run-what'), of('.run-loss')]];
      }),
    ),
  );
}

/** Waits until every run that is shown stands where the page's does. */
function together(page) {
  return until(page, 'the runs stand at the same iteration', () =>
    [...document.querySelectorAll('#runs-list > li:not(.is-hidden) .run-loss')].every((loss) => !loss.textContent.includes('after')),
  );
}

pageTest('what if we had used a smaller rate from here?', { hash: 'program' }, async (page) => {
  await train(page, 200);
  const before = await trace(page);
  await click(page, 'fork');
  assert.match(await text(page, 'status'), /Run A is kept as it is; the page goes on with run B/);
  assert.deepEqual(await trace(page), before, 'the copy stands where the run stood');
  await type(page, 'learning_rate', '0.01');
  await train(page, 300);
  await together(page);
  const shown = await rows(page);
  assert.deepEqual([shown.A[0], shown.B[0]], ['η 0.1', 'η 0.01 from iteration 201']);
  assert.ok(Number(shown.A[1]) < Number(shown.B[1]), 'the smaller rate is slower');

  await watchCanvases(page);
  assert.ok((await drawn(page, 'loss-chart')).some((item) => item.text === 'A'), 'its curve bears its letter');
  await page.getByRole('button', { name: 'Hide run A' }).click();
  await settle(page);
  assert.ok(!(await drawn(page, 'loss-chart')).some((item) => item.text === 'A'));
  await page.getByRole('button', { name: 'Show run A' }).click();

  await page.getByRole('button', { name: 'Go on with run A' }).click();
  await settle(page);
  assert.equal((await scenario(page)).changes, undefined, 'saving saves the run on the page');
  await press(page, 'Control+z');
  assert.equal((await scenario(page)).changes.length, 1);
  await page.getByRole('button', { name: 'Remove run A' }).click();
  await settle(page);
  assert.deepEqual(Object.keys(await rows(page)), []);
});

pageTest('runs advance in lock step, back as well as forward, from the keyboard', { hash: 'xor' }, async (page) => {
  await press(page, '4', ...Array(3).fill('ArrowRight'), 'f');
  await type(page, 'momentum', '0.9');
  await page.locator('#network').focus();
  await press(page, ...Array(3).fill('ArrowRight'));
  await together(page);
  const there = (await rows(page)).A;
  await press(page, ...Array(4).fill('ArrowLeft'));
  await together(page);
  assert.notDeepEqual((await rows(page)).A[1], there[1]);
  await press(page, ...Array(4).fill('ArrowRight'));
  await together(page);
  assert.deepEqual((await rows(page)).A, there);
  assert.equal((await position(page)).iteration, 5);
});

/** Presses “Train all” and waits until every run of the sweep has come to its end. */
async function trainAll(page) {
  await click(page, 'start_sweep');
  await until(page, 'every run is trained', () => document.getElementById('sweep-progress').hidden && document.querySelector('.trial'));
  await settle(page);
}

/** The runs of the sweep as a person reads them: `{ 'η 0.1': what it came to }`. */
function trials(page) {
  return page.locator('.trial').evaluateAll((trials) =>
    Object.fromEntries(trials.map((trial) => [trial.querySelector('h3').textContent, trial.querySelector('p').textContent])),
  );
}

pageTest('which rate would have won, and which diverge?', { hash: 'plane' }, async (page) => {
  await page.evaluate(() => globalThis.backstep.set('activation:0', '"relu"'));
  const before = await trace(page);
  await press(page, 'w');
  assert.equal(await page.locator('#sweep_iterations').inputValue(), '200');
  await trainAll(page);
  const came = await trials(page);
  assert.deepEqual(Object.keys(came), ['η 0.0032', 'η 0.01', 'η 0.032', 'η 0.1', 'η 0.32', 'η 1', 'η 3.2']);
  assert.match(came['η 1'], /^Diverged in iteration 8: loss of the sample became ∞/);
  const said = (await text(page, 'sweep-said')).replaceAll('\u00a0', ' ');
  assert.match(said, /^Lowest loss after 200 iterations: .*, with η 0\.32\. 2 of 7 diverged: η 1, η 3\.2\.$/);
  assert.match(await page.locator('.trial.best').textContent(), /η 0\.32★ lowest loss/);
  assert.equal(await page.locator('.trial svg').count(), 7);
  assert.deepEqual(await trace(page), before, 'the page’s own run has not moved');

  await page.locator('.trial', { hasText: 'η 0.01' }).getByRole('button', { name: 'Keep' }).click();
  await settle(page);
  assert.ok(await page.getByRole('button', { name: 'kept as B' }).isDisabled());
  await page.getByRole('button', { name: 'Go on with it: η 0.32' }).click();
  await settle(page);
  assert.ok(!(await page.locator('#sweep').isVisible()));
  assert.equal((await trace(page)).learning_rate, 0.32);
  await together(page);
  const shown = await rows(page);
  assert.deepEqual([shown.A[0], shown.B[0]], ['η 0.32', 'η 0.01']);
  await press(page, 'Control+z');
  assert.equal((await trace(page)).learning_rate, 0.1, 'undo brings back what was there');
});

pageTest('a sweep can be stopped, and is closed by Escape with the focus where it was', { hash: 'spiral' }, async (page) => {
  await click(page, 'sweep');
  assert.equal(await page.evaluate(() => document.activeElement.closest('dialog')?.id), 'sweep');
  await type(page, 'sweep_iterations', 'many');
  assert.match(await text(page, 'error-sweep_iterations'), /number/);
  await type(page, 'sweep_iterations', '100000');
  await page.locator('#sweep_varied').selectOption('momentum');
  await click(page, 'start_sweep');
  await until(page, 'it has begun', () => document.querySelectorAll('.trial').length === 4);
  await click(page, 'cancel_sweep');
  assert.match(await text(page, 'sweep-said'), /Stopped/);
  await press(page, 'Escape');
  assert.ok(!(await page.locator('#sweep').isVisible()));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.command), 'sweep');
});

for (const viewport of [{ width: 360, height: 740 }, { width: 1024, height: 768 }]) {
  for (const language of ['en', 'zh']) {
    pageTest(`nothing of the runs is cut off at ${viewport.width} px, ${language}`, { viewport, language, hash: 'circle' }, async (page) => {
      await press(page, 'f');
      await page.evaluate(() => globalThis.backstep.set('seed', '3'));
      await page.evaluate(() => globalThis.backstep.set('learning_rate', '0.037'));
      await page.evaluate(() => globalThis.backstep.set('units:0', '7'));
      await press(page, 'f', 'w');
      await trainAll(page);
      const wide = await page.evaluate(() => {
        const cut = [...document.querySelectorAll('#sweep :is(h3, p, button), #runs-card :is(span, b)')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
          .map((element) => element.textContent);
        const dialog = document.getElementById('sweep');
        return { cut, sideways: [dialog, document.documentElement].map((box) => box.scrollWidth - box.clientWidth) };
      });
      assert.deepEqual(wide, { cut: [], sideways: [0, 0] });
    });
  }
}

pageTest('networks stand side by side, live while they train', { hash: 'circle' }, async (page) => {
  await train(page, 50);
  await press(page, 'f');
  await page.evaluate(() => globalThis.backstep.set('seed', '3'));
  await train(page, 60);
  await click(page, 'side_by_side');
  await until(page, 'the columns stand there', () => document.getElementById('network').offsetParent === null && document.querySelectorAll('.column:not([hidden]) > header').length === 2);
  await until(page, 'both have come to 60', () => /after 60 iterations/.test(document.getElementById('beside-note').textContent));
  const heads = await page.locator('.column:visible > header').allTextContents();
  assert.equal(heads.length, 2);
  assert.match(heads[0], /^Aseed 1/);
  assert.match(heads[1], /^Bseed 3/);
  assert.match(await text(page, 'beside-note'), /after 60 iterations/);
  await watchCanvases(page);
  await until(page, 'networks and outputs are drawn', () => globalThis.drawnTexts('column-network-0').length > 10 && globalThis.drawnTexts('column-network-1').length > 10 && globalThis.drawnTexts('column-outputs-1').length > 3);
  const before = await drawn(page, 'column-network-1');
  await press(page, '4', ...Array(5).fill('ArrowRight'));
  await together(page);
  await until(page, 'the note has come along', () => /after 65/.test(document.getElementById('beside-note').textContent));
  await until(page, 'other numbers are drawn', (before) => JSON.stringify(globalThis.drawnTexts('column-network-1')) !== before, JSON.stringify(before));
  await press(page, 'Escape');
  await until(page, 'the one network is drawn again', () => document.getElementById('network').offsetParent !== null && globalThis.drawnTexts('network').length > 10);
});

for (const viewport of [{ width: 360, height: 740 }, { width: 768, height: 1024 }, { width: 1024, height: 768 }]) {
  pageTest(`runs side by side fit ${viewport.width} px`, { viewport, hash: 'circle' }, async (page) => {
    await press(page, 'f');
    await page.evaluate(() => globalThis.backstep.set('learning_rate', '0.5'));
    await press(page, 'f', 'b');
    const measured = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.column:not([hidden]) .canvas-box')].map((box) => box.getBoundingClientRect());
      return { small: boxes.filter((box) => box.width < 150 || box.height < 80).length, sideways: document.documentElement.scrollWidth - innerWidth };
    });
    assert.deepEqual(measured, { small: 0, sideways: 0 });
  });
}
