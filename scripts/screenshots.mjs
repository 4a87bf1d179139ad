// Writes pictures of the built page to docs/screenshots/. Names given as arguments select some:
// `node scripts/screenshots.mjs opening`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage, serve } from './browser.mjs';

const OUT = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const SCHEMES = ['light', 'dark'];

/**
 * A shot is { name, sizes, schemes, language, hash, steps(page) }; all but the name have defaults.
 * `steps` moves the page to what the picture is to show: by keyboard, or with `command(page, id)`.
 */
const SHOTS = [{ name: 'opening' }, { name: 'opening-zh', language: 'zh', sizes: SIZES.slice(0, 1) }];

const wanted = process.argv.slice(2);
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.includes(shot.name));
mkdirSync(OUT, { recursive: true });

const server = await serve();
const browser = await launch();
const problems = [];
for (const shot of shots) {
  for (const viewport of shot.sizes ?? SIZES) {
    for (const scheme of shot.schemes ?? SCHEMES) {
      const options = { viewport, scheme, language: shot.language, hash: shot.hash, reducedMotion: true };
      const opened = await openPage(browser, server.url, options);
      await shot.steps?.(opened.page);
      const file = `${shot.name}-${viewport.width}-${scheme}.png`;
      await opened.page.screenshot({ path: join(OUT, file) });
      await opened.close();
      problems.push(...opened.problems.map((problem) => `${file}: ${problem}`));
      console.log(`docs/screenshots/${file}`);
    }
  }
}
await browser.close();
await server.close();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
