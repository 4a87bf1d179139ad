// What every test of the page needs: one server and one browser a file, a fresh page a test, and
// short words for what a person does and sees.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch, openPage, serve } from '../../scripts/browser.mjs';

export { command } from '../../scripts/browser.mjs';

let shared;

function share() {
  shared ??= Promise.all([serve(), launch()]).then(([server, browser]) => ({ server, browser }));
  return shared;
}

after(async () => {
  if (!shared) return;
  const { server, browser } = await shared;
  await browser.close();
  await server.close();
});

/**
 * Opens the page; for the options see `openPage`. Its `close()` fails the test if the page logged
 * an error, threw one, or asked for a file that is not there.
 */
export async function open(options = {}) {
  const { server, browser } = await share();
  const opened = await openPage(browser, server.url, options);
  opened.page.setDefaultTimeout(10_000);
  const close = async () => {
    await opened.close();
    assert.deepEqual(opened.problems, [], 'the page had errors');
  };
  return { ...opened, close };
}

/** A test with an open page: `pageTest(name, options, async (page) => { … })`. */
export function pageTest(name, options, body) {
  test(name, async (t) => {
    const { page, problems, close } = await open(options);
    try {
      await body(page, t);
    } catch (error) {
      // The page's own error usually explains why the expectation was not met.
      for (const problem of problems) t.diagnostic(problem);
      await page.context().close();
      throw error;
    }
    await close();
  });
}

/** Waits until the page shows what its model holds, and long work is done. */
export async function settle(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const progress = document.getElementById('progress');
        const look = () => (progress.hidden ? resolve() : requestAnimationFrame(look));
        requestAnimationFrame(look);
      }),
  );
}

/** Waits until `condition`, a function that runs in the page, holds; `what` is said if it never does. */
export async function until(page, what, condition, argument) {
  try {
    await page.waitForFunction(condition, argument);
  } catch (error) {
    throw new Error(`waited in vain until ${what}`, { cause: error });
  }
}

/** Presses a button of the page and waits until what it does is shown. */
export async function click(page, id) {
  await page.locator(`[data-command="${id}"]:visible`).first().click();
  await settle(page);
}

/** Presses keys one after the other, each shown before the next. */
export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await settle(page);
  }
}

/** The control of a `data-field`. */
export function field(page, name) {
  return page.locator(`[data-field="${name}"]`);
}

/** Types a text over what stands in a field, and Enter. */
export async function type(page, name, text) {
  await field(page, name).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  await settle(page);
}

/** Chooses from a list by its value. */
export async function choose(page, name, value) {
  await field(page, name).selectOption(value);
  await settle(page);
}

/** The text of the element with that id. */
export async function text(page, id) {
  return (await page.locator(`[id="${id}"]`).textContent()).trim();
}

/** Every value of the iteration, as `window.backstep` tells it. */
export async function trace(page) {
  return JSON.parse(await page.evaluate(() => globalThis.backstep.trace()));
}

/** The document of the run. */
export async function scenario(page) {
  return JSON.parse(await page.evaluate(() => globalThis.backstep.scenario()));
}

/** All there is to know about the run, to be compared. */
export async function state(page) {
  return { trace: await trace(page), scenario: await scenario(page) };
}

/** Where the run stands: `{ iteration, op }`, both counted from 0. */
export async function position(page) {
  const { iteration, op } = await trace(page);
  return { iteration, op };
}

/** What the notice says, or null while there is none. */
export async function notice(page) {
  const box = page.locator('#notice');
  return (await box.isVisible()) ? (await box.locator('#notice-text').textContent()).trim() : null;
}

/** Opens a document (an object, a text or bytes) through the page's file input. */
export async function openFile(page, name, content) {
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  const buffer = Buffer.from(isText ? content : JSON.stringify(content));
  await page.locator('#file').setInputFiles({ name, mimeType: 'application/json', buffer });
}

/** The document that the page offers when Save is pressed: its file name and its text. */
export async function save(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), click(page, 'save')]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
}

/**
 * The number at a cell, by the key that the page's symbols carry in `data-cell`, such as `w.1.0.2`
 * for the weight of layer 1 from unit 2 to unit 0. See `src/views/equation/key.rs`.
 */
export function cellValue(trace, key) {
  const [name, ...places] = key.split('.');
  const [first, ...rest] = places.map(Number);
  const alone = {
    x: () => trace.input[first],
    y: () => trace.target[first],
    'sample-loss': () => trace.sample_loss,
    loss: () => trace.loss,
    'learning-rate': () => trace.learning_rate,
  };
  if (name in alone) return alone[name]();
  const inLayer = {
    z: 'preactivation',
    a: 'activation',
    da: 'grad_activation',
    dz: 'grad_preactivation',
    w: 'weight',
    b: 'bias',
    dw: 'sample_grad_weight',
    db: 'sample_grad_bias',
    'mean-dw': 'grad_weight',
    'mean-db': 'grad_bias',
    vw: 'velocity_weight',
    vb: 'velocity_bias',
    mw: 'first_moment_weight',
    mb: 'first_moment_bias',
    sw: 'second_moment_weight',
    sb: 'second_moment_bias',
  };
  assert.ok(name in inLayer, `no cell has the key ${key}`);
  return rest.reduce((value, index) => value[index], trace.layers[first][inLayer[name]]);
}

/** A number as the page writes it, `−4.39·10⁻⁴`, as a number. */
export function readNumber(shown) {
  const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const plain = [...shown.trim()]
    .map((c) => (c === '⁻' || c === '−' ? '-' : raised.includes(c) ? raised.indexOf(c) : c))
    .join('')
    .replace('·10', 'e');
  assert.ok(plain !== '' && !Number.isNaN(Number(plain)), `“${shown}” is no number`);
  return Number(plain);
}

/** The equation's result: the key of its cell, the number as shown and with every digit; or null. */
export function equation(page) {
  return page.evaluate(() => {
    const result = document.querySelector('#equation .equation-result');
    const cell = result?.querySelector('[data-cell]');
    if (!cell) return null;
    return { key: cell.dataset.cell, shown: cell.textContent, full: result.title };
  });
}

/** Takes note of every text that is drawn on a canvas from now on; see `drawn`. */
export async function watchCanvases(page) {
  await page.evaluate(() => {
    const texts = new WeakMap();
    const context = CanvasRenderingContext2D.prototype;
    const { clearRect, fillText } = context;
    context.clearRect = function (...rest) {
      texts.set(this.canvas, []);
      return clearRect.apply(this, rest);
    };
    context.fillText = function (text, x, y, ...rest) {
      const { width, actualBoundingBoxAscent: height } = this.measureText(text);
      const left = { left: 0, center: width / 2, right: width }[this.textAlign] ?? 0;
      const list = texts.get(this.canvas) ?? [];
      list.push({ text, x: x - left + width / 2, y: y - height / 2 });
      texts.set(this.canvas, list);
      return fillText.call(this, text, x, y, ...rest);
    };
    globalThis.drawnTexts = (id) => texts.get(document.getElementById(id)) ?? [];
    globalThis.dispatchEvent(new Event('resize'));
  });
  await settle(page);
}

/** The texts on a canvas, each with the middle of its place: `[{ text, x, y }]`. */
export function drawn(page, id = 'network') {
  return page.evaluate((id) => globalThis.drawnTexts(id), id);
}

/** The place of a text on a canvas, the `nth` from the top if it stands there more than once. */
export async function placeOf(page, text, nth = 0) {
  const found = (await drawn(page)).filter((item) => item.text === text);
  found.sort((a, b) => a.y - b.y);
  assert.ok(found.length > nth, `“${text}” is not drawn ${nth + 1} times`);
  return { x: found[nth].x, y: found[nth].y };
}

/** Clicks a text that is drawn in the network's picture. */
export async function clickDrawn(page, text, nth = 0) {
  await page.locator('#network').click({ position: await placeOf(page, text, nth) });
  await settle(page);
}

/** Points at a text that is drawn in the network's picture. */
export async function hoverDrawn(page, text, nth = 0) {
  await page.locator('#network').hover({ position: await placeOf(page, text, nth) });
  await settle(page);
}

/** The inspector: its title and its rows as `{ label: text }`. */
export function inspector(page) {
  return page.evaluate(() => {
    const box = document.getElementById('inspector');
    const rows = [...box.querySelectorAll('.rows > div')].map((row) => [
      row.querySelector('dt').textContent,
      row.querySelector('input')?.value ?? row.querySelector('dd').textContent,
    ]);
    return {
      title: box.querySelector('.inspector-title')?.textContent ?? null,
      rows: Object.fromEntries(rows),
      path: [...box.querySelectorAll('.path .chip')].map((chip) => chip.textContent),
    };
  });
}
