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
