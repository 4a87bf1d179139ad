// Serves the built page and opens it in Chromium: for the tests, the screenshots, the benchmark.
// Run by itself it prints which Chromium it would use.
import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the page is put on the server: not at its root, because it has to work in any folder. */
const FOLDER = '/sub/folder/';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The path of a Chromium or Chrome: `$CHROMIUM`, or the first one on the path. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Serves `dist/` on a free port; resolves to its address and a function that stops it. */
export async function serve(dist = join(ROOT, 'dist')) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const name = path === FOLDER ? 'index.html' : path.slice(FOLDER.length);
    try {
      if (!path.startsWith(FOLDER) || normalize(name).startsWith('..')) throw new Error('outside');
      const body = await readFile(join(dist, name));
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}${FOLDER}`, close };
}

/** Starts Chromium without a window. */
export async function launch() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found: install it, or name it in $CHROMIUM');
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Opens the page and waits until it says that it is ready.
 *
 * Options: `viewport` ({ width, height }), `scheme` ('light' or 'dark'), `language` ('en', 'zh'),
 * `reducedMotion` (boolean), `scale` (device pixels a pixel), `touch` (boolean), `hash` (what
 * follows # in the address), `storage` (what localStorage holds before the page starts).
 *
 * Returns the playwright page, the list of `problems` that the page had so far, and `close()`.
 */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.scheme ?? 'light',
    locale: options.language === 'zh' ? 'zh-CN' : 'en-US',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    deviceScaleFactor: options.scale ?? 1,
    hasTouch: options.touch ?? false,
  });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => problems.push(`request failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const own = origin === new URL(url).origin || ['data:', 'blob:'].includes(protocol);
    if (!own) problems.push(`asked another server: ${request.url()}`);
  });
  if (options.storage) {
    await page.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
    }, options.storage);
  }

  await page.goto(options.hash ? `${url}#${options.hash}` : url);
  try {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, {
      timeout: 20_000,
    });
  } catch (error) {
    throw new Error(['the page did not get ready', ...problems].join('\n'), { cause: error });
  }
  return { page, problems, close: () => context.close() };
}

/** Sends a command as a click on its control does; fails when the page has no such control. */
export async function command(page, id) {
  await page.locator(`[data-command="${id}"]`).first().click();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = findChromium();
  console.log(path ?? 'no Chromium found');
  process.exit(path ? 0 : 1);
}
