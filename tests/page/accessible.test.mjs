// axe-core finds nothing to object to under WCAG 2.2 level AA, in both themes and languages.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pageTest } from './support.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const scheme of ['light', 'dark']) {
  for (const language of ['en', 'zh']) {
    pageTest(`is accessible, ${scheme}, ${language}`, { scheme, language }, async (page) => {
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate(async (tags) => {
        const result = await globalThis.axe.run({ runOnly: tags });
        return result.violations.flatMap((rule) =>
          rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.target.join(' ')}`),
        );
      }, TAGS);
      assert.deepEqual(violations, []);
    });
  }
}
