// The gallery of worked examples: published numbers beside ours.
import assert from 'node:assert/strict';
import { click, pageTest, position, press, scenario, settle, text, trace, until } from './support.mjs';

/** Waits until every number is there. */
function filled(page) {
  return until(page, 'the gallery is filled', () => {
    const list = document.getElementById('gallery-list').textContent;
    return list !== '' && !list.includes('…');
  });
}

/** The rows of an example as a person reads them: `{ what: [published, ours, same or not] }`. */
function rows(page, example) {
  return page.locator(`#worked-${example} tr:has(th[scope="row"])`).evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const [what, published, ours] = [...row.cells].map((cell) => cell.textContent);
        return [what, [published, ours, row.cells[3].querySelector('.visually-hidden').textContent]];
      }),
    ),
  );
}

pageTest('the gallery sets what is published beside what is computed here', {}, async (page) => {
  const before = await trace(page);
  await click(page, 'gallery');
  await filled(page);
  assert.ok(await page.locator('#gallery').isVisible());
  assert.equal(await page.evaluate(() => document.activeElement.closest('dialog')?.id), 'gallery');

  const mazur = page.locator('#worked-mazur');
  const figures = await rows(page, 'mazur');
  assert.deepEqual(figures['E after 1 update'], ['0.291027924', '0.291027774', 'differs']);
  assert.deepEqual(figures['out o₁ after 10,000'], ['0.015912196', '0.015913620', 'differs']);
  assert.deepEqual(figures['w₅⁺'], ['0.35891648', '0.35891648', 'the same']);
  assert.ok(await mazur.getByText('It comes out when the new').isVisible(), 'the reason stands with it');

  assert.ok(!(await mazur.getByText('0.35891648').first().isVisible()), 'what agrees is folded away');
  await mazur.getByText('20 numbers agree').click();
  assert.ok(await mazur.getByText('0.35891648').first().isVisible());

  const link = mazur.getByRole('link');
  assert.equal(await link.getAttribute('href'), 'https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/');
  assert.deepEqual([await link.getAttribute('target'), await link.getAttribute('rel')], ['_blank', 'noopener']);

  assert.deepEqual((await rows(page, 'cs231n_neuron'))['∂f/∂x₁'], ['−0.59', '−0.59', 'the same']);
  assert.deepEqual((await rows(page, 'micrograd'))['a.grad'], ['138.8338', '138.8338', 'the same']);
  assert.deepEqual((await rows(page, 'micrograd'))['g.data'], ['24.7041', '–', 'not computed here']);
  assert.deepEqual((await rows(page, 'nielsen_slow'))['output after 300 epochs'], ['0.20', '0.20', 'the same']);

  await press(page, 'ArrowRight', 'Space', '?');
  assert.ok(!(await page.locator('#help').isVisible()), 'what lies behind is out of reach');
  await press(page, 'Escape');
  assert.ok(!(await page.locator('#gallery').isVisible()));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.command), 'gallery', 'the focus is back');
  assert.deepEqual(await trace(page), before, 'the page’s own run has not moved');
});

pageTest('an example is opened from the gallery, by pointer and by keyboard', {}, async (page) => {
  await press(page, 'g');
  await filled(page);
  await page.getByRole('button', { name: 'Open “micrograd’s expression”' }).click();
  await settle(page);
  assert.ok(!(await page.locator('#gallery').isVisible()));
  assert.equal(await page.locator('#example').inputValue(), 'micrograd');
  assert.match(await text(page, 'example-note'), /README/);
  assert.equal((await scenario(page)).network.layers.length, 5);

  await press(page, 'g');
  await page.locator('[data-example="nielsen_slow"]').focus();
  await press(page, 'Enter');
  assert.equal(await page.locator('#example').inputValue(), 'nielsen_slow');
  assert.deepEqual(await position(page), { iteration: 0, op: 0 });
  await press(page, 'Control+z');
  assert.equal(await page.locator('#example').inputValue(), 'micrograd');
});

pageTest('the page can be used while the numbers come', {}, async (page) => {
  const longest = await page.evaluate(async () => {
    document.querySelector('[data-command="gallery"]').click();
    const list = document.getElementById('gallery-list');
    let slices = 0;
    while (list.textContent === '' || list.textContent.includes('…')) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      slices += 1;
    }
    return slices;
  });
  assert.ok(longest >= 3, 'they come in slices between frames');
});

for (const viewport of [{ width: 360, height: 740 }, { width: 390, height: 844 }, { width: 1024, height: 768 }]) {
  for (const language of ['en', 'zh']) {
    pageTest(`nothing is cut off at ${viewport.width} px, ${language}`, { viewport, language }, async (page) => {
      await press(page, 'g');
      await filled(page);
      for (const summary of await page.locator('#gallery summary').all()) await summary.click();
      const wide = await page.evaluate(() => {
        const dialog = document.getElementById('gallery');
        const cut = [...dialog.querySelectorAll('th, td, p, h3, h4')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && !element.querySelector('.visually-hidden'))
          .map((element) => element.textContent);
        return { cut, sideways: dialog.scrollWidth - dialog.clientWidth };
      });
      assert.deepEqual(wide, { cut: [], sideways: 0 });
      if (language === 'zh') assert.match(await text(page, 'gallery-list'), /原文.*本页.*一致/s);
    });
  }
}
