// The page opens without an error, from a sub-folder, on every size of screen and in both themes.
import assert from 'node:assert/strict';
import { pageTest } from './support.mjs';

const SCREENS = [
  { viewport: { width: 1440, height: 900 }, scheme: 'light', language: 'en' },
  { viewport: { width: 1024, height: 768 }, scheme: 'dark', language: 'zh' },
  { viewport: { width: 390, height: 844 }, scheme: 'light', language: 'zh', touch: true },
  { viewport: { width: 360, height: 640 }, scheme: 'dark', language: 'en', touch: true },
];

for (const screen of SCREENS) {
  const { viewport, scheme, language } = screen;
  const name = `opens at ${viewport.width} x ${viewport.height}, ${scheme}, ${language}`;
  pageTest(name, screen, async (page) => {
    assert.match(await page.title(), /Backstep/);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `the page is ${width} px wide and scrolls sideways`);
  });
}
