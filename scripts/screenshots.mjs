// Writes pictures of the built page to docs/screenshots/. Names given as arguments select some:
// `node scripts/screenshots.mjs hand spiral`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage, serve } from './browser.mjs';
import { withFewColours } from './png.mjs';

const OUT = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

const DESK = { width: 1440, height: 900 };
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };

/** As the operation to seek: the end of the iteration, however many operations it has. */
const END = 0xffff_ffff;

/** Waits until the page shows what its model holds, and long work is done. */
function settle(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const progress = document.getElementById('progress');
        const look = () => (progress.hidden ? requestAnimationFrame(resolve) : requestAnimationFrame(look));
        requestAnimationFrame(look);
      }),
  );
}

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await settle(page);
  }
}

/** The hand example where the output layer hands its gradient down to the hidden units. */
async function halfWayBack(page) {
  await press(page, '3', 'ArrowRight', 'ArrowRight', '2', 'ArrowRight', '1');
}

/** So many iterations done, as a script does them. */
function trained(iterations) {
  return (page) => page.evaluate(([iteration, op]) => globalThis.backstep.seek(iteration, op), [iterations - 1, END]);
}

/** A weight is selected: its numbers and the path of the chain rule to it. */
async function selectWeight(page) {
  await halfWayBack(page);
  const at = await page.evaluate(() => {
    const box = document.getElementById('network').getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  });
  await page.mouse.click(at.x, at.y);
  await settle(page);
}

/** Something that cannot be used is typed where the learning rate stands. */
async function typeNonsense(page) {
  await halfWayBack(page);
  await page.locator('[data-field="learning_rate"]').fill('-1');
  await page.keyboard.press('Enter');
}

/** A learning rate at which the plane's regression blows up; it plays until it stops by itself. */
async function diverge(page) {
  await page.evaluate(() => {
    globalThis.backstep.set('activation:0', '"relu"');
    globalThis.backstep.set('learning_rate', '1000');
  });
  await page.locator('#speed').selectOption('max');
  await press(page, '4', ' ');
  await page.waitForSelector('#notice:not([hidden])');
}

/** Adam with a schedule, at the update of the selected weight: what it is made of, beside it. */
async function adam(page) {
  await selectWeight(page);
  await page.evaluate(() => {
    globalThis.backstep.set('optimizer', '"adam"');
    globalThis.backstep.set('learning_rate', '0.05');
    globalThis.backstep.set('schedule', '"one_cycle"');
    globalThis.backstep.set('schedule_length', '60');
    globalThis.backstep.seek(20, 0);
    document.getElementById('more-training').open = true;
  });
  await press(page, '2', ...Array(6).fill('ArrowRight'), '1', ...Array(5).fill('ArrowRight'));
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    const picture = document.getElementById('schedule-picture');
    if (picture.checkVisibility()) picture.scrollIntoView({ block: 'center' });
    globalThis.scrollTo(0, 0);
  });
}

/** The gallery at Mazur's example, with its numbers. */
async function openGallery(page) {
  await press(page, 'g');
  await page.waitForFunction(() => {
    const list = document.getElementById('gallery-list').textContent;
    return list !== '' && !list.includes('…');
  });
  await page.evaluate(() => {
    const dialog = document.getElementById('gallery');
    document.activeElement.blur();
    document.getElementById('worked-mazur').scrollIntoView();
    dialog.scrollTop -= dialog.querySelector('header').offsetHeight;
  });
}

/** Waits until every gradient is checked, and selects the worst. */
async function checkGradients(page) {
  await press(page, 'c');
  const isDone = () =>
    document.getElementById('check-progress').hidden && document.querySelector('#check-rows button');
  await page.waitForFunction(isDone);
  await page.locator('#check-rows button').first().click();
  await page.waitForFunction(() => !document.getElementById('check-plot-box').hidden);
  await page.locator('#check-card').evaluate((card) => card.scrollIntoView({ block: 'start' }));
}

/** Mazur's own mistake planted: where the gradient is handed down, beside the right formula. */
async function plantMistake(page) {
  await page.locator('#mistake').evaluate((list) => {
    list.value = 'new_weights';
    list.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.locator('#network').focus();
  await press(page, '3', 'ArrowRight', 'ArrowRight', '1', ...Array(9).fill('ArrowRight'));
}

/** The circle, forked after 100 iterations with three other learning rates. */
async function fork(page) {
  await trained(100)(page);
  for (const rate of ['0.5', '0.02', '2']) {
    await press(page, 'f');
    await page.evaluate((rate) => globalThis.backstep.set('learning_rate', rate), rate);
  }
  await trained(400)(page);
  await page.waitForFunction(() => !document.getElementById('runs-list').textContent.includes('after'));
  await page.locator('.loss-card').evaluate((card) => card.scrollIntoView({ block: 'start' }));
}

/** The plane with ReLU at seven learning rates, two of which diverge. */
async function sweep(page) {
  await page.evaluate(() => globalThis.backstep.set('activation:0', '"relu"'));
  await press(page, 'w');
  await page.locator('[data-command="start_sweep"]').click();
  await page.waitForFunction(() => document.getElementById('sweep-progress').hidden && document.querySelector('.trial'));
  await page.evaluate(() => document.activeElement.blur());
}

/** The loss landscape over something, with all of it computed. */
function landscape(cut, iterations, rate) {
  return async (page) => {
    await trained(iterations)(page);
    if (rate) await page.evaluate((rate) => globalThis.backstep.set('learning_rate', rate), rate);
    await press(page, 'v');
    await page.locator('#landscape_cut').selectOption(cut);
    await page.waitForFunction(() => {
      const said = document.getElementById('landscape-said').textContent;
      const isOld = document.getElementById('landscape-box').classList.contains('old');
      return !isOld && said !== '' && !said.endsWith('% computed');
    });
    await page.evaluate(() => document.activeElement.blur());
  };
}

/** So many iterations of an example, diagnosed. */
function diagnosed(iterations) {
  return async (page) => {
    await trained(iterations)(page);
    await press(page, 'd');
    await page.waitForFunction(() => document.querySelector('#diagnosis-findings .verdict:is(.good, .bad)'));
    await page.waitForFunction(() => document.getElementById('diagnosis-progress').hidden);
    await page.locator('#diagnosis-card').evaluate((card) => card.scrollIntoView({ block: 'start' }));
  };
}

/** The same run as code, to be read before it is saved. */
async function openExport(page) {
  await press(page, 'e');
  await page.waitForFunction(() => document.getElementById('export-preview').textContent.length > 100);
}

/**
 * A shot is { name, sizes, schemes, language, hash, steps(page) }; all but the name have defaults.
 * `steps` moves the page to what the picture is to show.
 */
const SHOTS = [
  { name: 'opening', sizes: [DESK], schemes: ['light'] },
  { name: 'hand', hash: 'hand', steps: halfWayBack },
  { name: 'spiral', hash: 'spiral', steps: trained(3000) },
  { name: 'deep', hash: 'deep', sizes: [DESK], steps: (page) => press(page, '3', 'ArrowRight', 'ArrowRight', 'ArrowRight') },
  { name: 'weight', hash: 'mazur', sizes: [DESK], schemes: ['light'], steps: selectWeight },
  { name: 'error', hash: 'hand', sizes: [DESK], schemes: ['light'], steps: typeNonsense },
  { name: 'bad-link', hash: 's=bm90aGluZw', sizes: [DESK, PHONE], schemes: ['light'] },
  { name: 'diverged', hash: 'plane', sizes: [DESK], schemes: ['light'], steps: diverge },
  { name: 'chinese', language: 'zh', hash: 'hand', sizes: [DESK, PHONE], schemes: ['light'], steps: halfWayBack },
  {
    name: 'presenting',
    hash: 'hand',
    sizes: [DESK],
    steps: async (page) => {
      await halfWayBack(page);
      await press(page, 'p');
    },
  },
  { name: 'gallery', steps: openGallery },
  { name: 'check', hash: 'program', steps: checkGradients },
  {
    name: 'check-mistake',
    hash: 'mazur',
    sizes: [DESK],
    steps: async (page) => {
      await plantMistake(page);
      await checkGradients(page);
    },
  },
  { name: 'diagnosis-vanishing', hash: 'vanishing', steps: diagnosed(100) },
  { name: 'diagnosis-dying', hash: 'dying_relu', sizes: [DESK, PHONE], steps: diagnosed(60) },
  { name: 'diagnosis-exploding', hash: 'exploding', sizes: [DESK], schemes: ['light'], steps: diagnosed(3) },
  { name: 'diagnosis-oscillating', hash: 'oscillating', sizes: [DESK], schemes: ['light'], steps: diagnosed(100) },
  { name: 'mistake', hash: 'mazur', steps: plantMistake },
  { name: 'adam', hash: 'mazur', steps: adam },
  { name: 'fork', hash: 'circle', steps: fork },
  {
    name: 'side-by-side',
    hash: 'circle',
    steps: async (page) => {
      await fork(page);
      await press(page, 'b');
      await page.evaluate(() => globalThis.scrollTo(0, 0));
    },
  },
  { name: 'sweep', hash: 'plane', steps: sweep },
  { name: 'landscape', hash: 'xor', steps: landscape('weights', 60) },
  { name: 'landscape-update', hash: 'circle', sizes: [DESK, PHONE], schemes: ['light'], steps: landscape('update', 40, '3') },
  { name: 'landscape-path', hash: 'xor', sizes: [DESK], schemes: ['light'], steps: landscape('path', 300) },
  { name: 'export', hash: 'mazur', steps: openExport },
  { name: 'help', sizes: [DESK], schemes: ['light'], steps: (page) => press(page, '?') },
];

const wanted = process.argv.slice(2);
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.includes(shot.name));
mkdirSync(OUT, { recursive: true });

const server = await serve();
const browser = await launch();
const problems = [];
for (const shot of shots) {
  for (const viewport of shot.sizes ?? [DESK, TABLET, PHONE]) {
    for (const scheme of shot.schemes ?? ['light', 'dark']) {
      const options = { viewport, scheme, language: shot.language, hash: shot.hash, reducedMotion: true };
      const opened = await openPage(browser, server.url, options);
      await settle(opened.page);
      await shot.steps?.(opened.page);
      await settle(opened.page);
      const file = `${shot.name}-${viewport.width}-${scheme}.png`;
      const png = await opened.page.screenshot({ animations: 'disabled', caret: 'hide' });
      writeFileSync(join(OUT, file), withFewColours(png));
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
