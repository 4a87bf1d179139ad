// What every test of the page needs: one server and one browser a file, a fresh page a test.
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
