// The page in three engines behind one small interface: Chromium through playwright-core, Firefox
// through puppeteer-core, WebKitGTK through its WebDriver and selenium-webdriver.
// Run by itself it prints which programs it would use, and fails when one is missing.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findChromium, launch as launchChromium, openPage } from '../../scripts/browser.mjs';

/** The size of the part of a window that shows the page. */
const VIEWPORT = { width: 1440, height: 900 };

/** What is waited for at most, in milliseconds; the first start of a browser is slow. */
const PATIENCE = 60_000;

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the programs `names` that is on the path. */
function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Debian's browser for WebKitGTK is not on the path but beside the library. */
function findMiniBrowser() {
  const entries = (folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name));
    } catch {
      return [];
    }
  };
  const folders = ['/usr/lib', ...entries('/usr/lib'), '/usr/libexec'];
  const inside = folders.flatMap(entries).filter((path) => /\/webkit2?gtk-[\d.]+$/.test(path));
  return inside.map((folder) => join(folder, 'MiniBrowser')).find(isProgram);
}

/** The programs that each engine needs, those that are missing as undefined. */
export function findPrograms() {
  return {
    Chromium: { browser: findChromium() },
    Firefox: { browser: process.env.FIREFOX ?? onPath('firefox-esr', 'firefox') },
    WebKit: {
      browser: findMiniBrowser(),
      driver: onPath('WebKitWebDriver'),
      screen: onPath('Xvfb'),
    },
  };
}

/**
 * Starts an engine; resolves to `{ open(url), close() }`, and `open` to a page in a window of its
 * own with nothing remembered:
 *
 * - `open(url)`, `reload()`: until the page says that it is ready
 * - `click(selector)`, `clickAt(x, y)` in pixels of the window, `choose(selector, value)`,
 *   `type(selector, text)` over what stands in a field and Enter, `press(key)`: what a person does
 * - `text(selector)`: what an element says
 * - `evaluate(run, argument)`: calls a function in the page; its result, or that of its promise
 * - `screenshot()`: what is seen, as PNG
 * - `problems()`: errors that the page has thrown or logged
 * - `close()`
 */
export function start(engine) {
  return { Chromium: startChromium, Firefox: startFirefox, WebKit: startWebKit }[engine]();
}

export const ENGINES = ['Chromium', 'Firefox', 'WebKit'];

/** What all pages have; each engine adds how it is done there. */
class Page {
  async text(selector) {
    const say = (selector) => document.querySelector(selector)?.textContent.trim() ?? null;
    const text = await this.evaluate(say, selector);
    if (text === null) throw new Error(`nothing on the page is ${selector}`);
    return text;
  }

  async open(url) {
    await this.goto(url);
    await this.ready();
  }

  async ready() {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      if (await this.evaluate(() => document.documentElement.dataset.ready === 'true')) return;
      await sleep(20);
    }
    throw new Error('the page did not get ready');
  }
}

async function startChromium() {
  const browser = await launchChromium();
  const open = async (url) => {
    const { page, problems, close } = await openPage(browser, url, { viewport: VIEWPORT });
    page.setDefaultTimeout(PATIENCE);
    return new PlaywrightPage(page, problems, close);
  };
  return { open, close: () => browser.close() };
}

class PlaywrightPage extends Page {
  constructor(page, problems, close) {
    super();
    Object.assign(this, { page, close, problems: async () => problems });
  }

  async goto(url) {
    await this.page.goto(url);
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  async click(selector) {
    await this.page.click(selector);
  }

  async clickAt(x, y) {
    await this.page.mouse.click(x, y);
  }

  async choose(selector, value) {
    await this.page.selectOption(selector, value);
  }

  async type(selector, text) {
    await this.page.click(selector);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  async evaluate(run, argument) {
    return this.page.evaluate(run, argument);
  }

  async screenshot() {
    return this.page.screenshot();
  }
}

async function startFirefox() {
  const executablePath = findPrograms().Firefox.browser;
  if (!executablePath) throw new Error('no Firefox found: install it, or name it in $FIREFOX');
  const { default: puppeteer } = await import('puppeteer-core');
  const home = temporaryHome();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    timeout: PATIENCE,
    protocolTimeout: PATIENCE,
    env: { ...process.env, HOME: home.path },
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US, en' },
  });
  const open = async (url) => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(VIEWPORT);
    page.setDefaultTimeout(PATIENCE);
    const opened = new PuppeteerPage(page, () => context.close());
    await opened.open(url);
    return opened;
  };
  const close = async () => {
    await browser.close();
    home.remove();
  };
  return { open, close };
}

class PuppeteerPage extends Page {
  constructor(page, close) {
    super();
    const problems = [];
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    Object.assign(this, { page, close, problems: async () => problems });
  }

  async goto(url) {
    await this.page.goto(url);
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  async click(selector) {
    await this.page.click(selector);
  }

  async clickAt(x, y) {
    await this.page.mouse.click(x, y);
  }

  async choose(selector, value) {
    await this.page.select(selector, value);
  }

  async type(selector, text) {
    const { keyboard } = this.page;
    await this.page.click(selector);
    await keyboard.down('Control');
    await keyboard.press('a');
    await keyboard.up('Control');
    await keyboard.type(text);
    await keyboard.press('Enter');
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  async evaluate(run, argument) {
    return this.page.evaluate(run, argument);
  }

  async screenshot() {
    return Buffer.from(await this.page.screenshot());
  }
}

async function startWebKit() {
  const programs = findPrograms().WebKit;
  const missing = Object.keys(programs).filter((name) => !programs[name]);
  if (missing.length > 0) throw new Error(`WebKitGTK’s ${missing.join(' and ')} not found`);
  const { Builder, Capabilities } = await import('selenium-webdriver');
  const home = temporaryHome();
  const started = [];
  const run = (...args) => {
    const child = spawn(...args);
    started.push(child);
    return child;
  };
  const stop = () => {
    for (const child of started.reverse()) child.kill();
    home.remove();
  };
  process.once('exit', stop);
  try {
    // It chooses a free number itself, and says which when it can be used.
    const screen = run(programs.screen, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const display = await firstLine(screen.stdio[3], 'Xvfb');
    const port = await freePort();
    const env = {
      ...process.env,
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      HOME: home.path,
      LANG: 'en_US.UTF-8',
      LANGUAGE: 'en_US',
      // There is no session bus to ask, nor one to start.
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NO_AT_BRIDGE: '1',
    };
    run(programs.driver, [`--port=${port}`], { stdio: 'ignore', env });
    const server = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${server}/status`)).ok, 'WebKitWebDriver answers');

    const open = async (url) => {
      const capabilities = new Capabilities({
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] },
      });
      const driver = await new Builder().usingServer(server).withCapabilities(capabilities).build();
      const page = new WebDriverPage(driver);
      await page.resize();
      await page.open(url);
      return page;
    };
    const close = async () => {
      process.off('exit', stop);
      stop();
    };
    return { open, close };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Keys with a name, as WebDriver writes them. */
const WEBDRIVER_KEYS = {
  ArrowRight: '\uE014',
  ArrowLeft: '\uE012',
  Control: '\uE009',
  Enter: '\uE007',
  Home: '\uE011',
  PageDown: '\uE00F',
  PageUp: '\uE00E',
  Space: ' ',
};

class WebDriverPage extends Page {
  constructor(driver) {
    super();
    this.driver = driver;
  }

  /** The window's edges are not part of the page. */
  async resize() {
    await this.driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
    const window = this.driver.manage().window();
    await window.setRect({ x: 0, y: 0, ...VIEWPORT });
    const inner = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await window.setRect({
      x: 0,
      y: 0,
      width: 2 * VIEWPORT.width - inner.width,
      height: 2 * VIEWPORT.height - inner.height,
    });
  }

  async goto(url) {
    await this.driver.get(url);
    await this.listen();
  }

  async reload() {
    await this.driver.navigate().refresh();
    await this.ready();
    await this.listen();
  }

  /** WebDriver has no word for errors: the page keeps them. */
  async listen() {
    await this.evaluate(() => {
      if (globalThis.keptProblems) return;
      const kept = [];
      globalThis.keptProblems = kept;
      addEventListener('error', (event) => kept.push(`uncaught: ${event.message}`));
      addEventListener('unhandledrejection', (event) => kept.push(`uncaught: ${event.reason}`));
      const { error } = console;
      console.error = (...words) => {
        kept.push(`console: ${words.join(' ')}`);
        error.apply(console, words);
      };
    });
  }

  async problems() {
    return this.evaluate(() => globalThis.keptProblems);
  }

  async click(selector) {
    await this.driver.findElement({ css: selector }).click();
  }

  async clickAt(x, y) {
    await this.driver.actions().move({ x: Math.round(x), y: Math.round(y) }).click().perform();
  }

  async choose(selector, value) {
    await this.click(`${selector} option[value="${value}"]`);
  }

  async type(selector, text) {
    const { Control, Enter } = WEBDRIVER_KEYS;
    await this.click(selector);
    const keys = this.driver.actions().keyDown(Control).sendKeys('a').keyUp(Control);
    await keys.sendKeys(text, Enter).perform();
  }

  async press(key) {
    await this.driver.actions().sendKeys(WEBDRIVER_KEYS[key] ?? key).perform();
  }

  async evaluate(run, argument) {
    const { value, error } = await this.driver.executeAsyncScript(
      `const [argument, done] = arguments;
       Promise.resolve(argument).then(${run}).then(
         (value) => done({ value: value ?? null }),
         (error) => done({ error: String(error) }),
       );`,
      argument,
    );
    if (error) throw new Error(error);
    return value;
  }

  async screenshot() {
    return Buffer.from(await this.driver.takeScreenshot(), 'base64');
  }

  async close() {
    await this.driver.quit();
  }
}

/** A home folder that a browser can do with as it likes. */
function temporaryHome() {
  const path = mkdtempSync(join(tmpdir(), 'backstep-'));
  // A browser that is just leaving may still write there.
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20 }) };
}

function firstLine(stream, name) {
  return new Promise((resolve, reject) => {
    stream.once('data', (data) => resolve(String(data).trim()));
    stream.once('end', () => reject(new Error(`${name} did not start`)));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks again and again until `condition` holds. */
async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if (await condition().catch(() => false)) return;
    await sleep(20);
  }
  throw new Error(`waited in vain until ${what}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let complete = true;
  for (const [engine, programs] of Object.entries(findPrograms())) {
    for (const [name, path] of Object.entries(programs)) {
      console.log(`${engine}'s ${name}: ${path ?? 'not found'}`);
      complete &&= path !== undefined;
    }
  }
  process.exit(complete ? 0 : 1);
}
