// Every example the page lists opens, is drawn, and runs.
import assert from 'node:assert/strict';
import { choose, drawn, notice, pageTest, position, press, settle, text, trace, watchCanvases } from './support.mjs';

pageTest('every example opens and goes through an iteration', { reducedMotion: true }, async (page) => {
  await watchCanvases(page);
  const examples = await page
    .locator('#example option')
    .evaluateAll((options) => options.map((option) => [option.value, option.textContent]));
  assert.ok(examples.length >= 12);
  for (const [example, title] of examples) {
    await choose(page, 'example', example);
    assert.ok(title.length > 0 && (await text(page, 'example-note')).length > 0, example);
    assert.deepEqual(await position(page), { iteration: 0, op: 0 }, example);
    await press(page, '1', 'ArrowRight', 'ArrowRight', '4', 'ArrowRight');
    const now = await trace(page);
    assert.deepEqual([now.iteration, now.op], [0, now.ops], example);
    assert.equal(typeof now.loss, 'number', example);
    assert.equal(await notice(page), null, example);
    assert.equal(await page.locator('#equation .equation-result math').count(), 1, example);
    for (const canvas of ['network', 'loss-chart', 'outputs']) {
      assert.ok((await drawn(page, canvas)).length > 0, `${example}: ${canvas} is drawn`);
    }
    await press(page, 'ArrowLeft');
    assert.deepEqual(await position(page), { iteration: 0, op: 0 }, example);
    await settle(page);
  }
});
