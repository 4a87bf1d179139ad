// axe-core finds nothing to object to under WCAG 2.2 level AA, in both themes and languages.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { choose, notice, pageTest, press, text, type, until } from './support.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails with every violation that axe-core finds on the page as it is. */
async function isAccessible(page, what) {
  await page.addScriptTag({ path: AXE });
  const violations = await page.evaluate(async (tags) => {
    const result = await globalThis.axe.run({ runOnly: tags });
    return result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.target.join(' ')}`),
    );
  }, TAGS);
  assert.deepEqual(violations, [], what);
}

for (const scheme of ['light', 'dark']) {
  for (const language of ['en', 'zh']) {
    pageTest(`is accessible, ${scheme}, ${language}`, { scheme, language, hash: 'program' }, async (page) => {
      await isAccessible(page, 'as it opens');

      await press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight');
      await page.locator('#network').focus();
      await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
      await type(page, 'learning_rate', 'x');
      assert.notEqual(await text(page, 'error-learning_rate'), '');
      await page.evaluate(() => {
        globalThis.location.hash = 'nonsense';
      });
      await until(page, 'there is a notice', () => !document.getElementById('notice').hidden);
      assert.ok(await notice(page));
      await isAccessible(page, 'with numbers, a selection, a message and a notice');

      await choose(page, 'mistake', 'relu_for_its_slope');
      await press(page, 'Escape', 'c');
      await until(page, 'the gradients are checked', () => document.querySelector('.verdict.bad'));
      await isAccessible(page, 'with a mistake planted and the gradients checked');

      await press(page, 'Escape', 'd');
      await until(page, 'the run is diagnosed', () => document.querySelector('#diagnosis-findings .finding, #diagnosis-findings .good'));
      for (const summary of await page.locator('#diagnosis-card summary').all()) await summary.click();
      await isAccessible(page, 'with the diagnosis open');

      await press(page, 'Escape', 'Escape', '?');
      await isAccessible(page, 'with the help open');

      await press(page, 'Escape', 'e');
      await until(page, 'the export is made', () => !document.getElementById('export-preview').hidden);
      await isAccessible(page, 'with the export open');
      await page.locator('[data-command="export_receipt"]').click();
      await until(page, 'it says why not', () => document.getElementById('export-error').textContent !== '');
      await isAccessible(page, 'with the reasons why there is no receipt');
      await press(page, 'Escape', 'g');
      await until(page, 'the gallery is filled', () => {
        const list = document.getElementById('gallery-list').textContent;
        return list !== '' && !list.includes('…');
      });
      await isAccessible(page, 'with the gallery open');
      await press(page, 'Escape', 'f', 'w');
      await page.locator('[data-command="start_sweep"]').click();
      await until(page, 'the sweep is trained', () => document.querySelector('.trial.best'));
      await isAccessible(page, 'with a sweep');
      await page.locator('[data-run="keep:0"]').click();
      await press(page, 'Escape', 'v');
      await choose(page, 'landscape_cut', 'weights');
      await until(page, 'the landscape is computed', () => /^(The loss|损失)/.test(document.getElementById('landscape-said').textContent));
      await isAccessible(page, 'with a loss landscape');
      await press(page, 'Escape');
      await isAccessible(page, 'with runs to compare');
      await press(page, 'b');
      await isAccessible(page, 'with runs side by side');
    });
  }
}
