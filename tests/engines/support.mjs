// What the tests of the engines share: a server a file, each engine started once, a page a test.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../scripts/browser.mjs';
import { ENGINES, start } from './drivers.mjs';

let server;
const started = new Map();

after(async () => {
  for (const engine of started.values()) await (await engine.catch(() => null))?.close();
  await (await server)?.close();
});

/**
 * A test in every engine: `engineTest(name, hash, async (page) => { … })` with the page opened at
 * what follows # in its address. It fails if the page throws or logs an error.
 */
export function engineTest(name, hash, body) {
  for (const engine of ENGINES) {
    test(`${engine}: ${name}`, async (t) => {
      server ??= serve();
      if (!started.has(engine)) started.set(engine, start(engine));
      const { url } = await server;
      const page = await (await started.get(engine)).open(hash ? `${url}#${hash}` : url);
      try {
        await body(page, url);
        assert.deepEqual(await page.problems(), [], 'the page had errors');
      } catch (error) {
        // The page's own error usually explains why the expectation was not met.
        for (const problem of await page.problems().catch(() => [])) t.diagnostic(problem);
        throw error;
      } finally {
        await page.close();
      }
    });
  }
}

/** Waits until `condition`, a function that runs in the page, holds; `what` is said if it never does. */
export async function until(page, what, condition, argument) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
    if (await page.evaluate(condition, argument)) return;
  }
  throw new Error(`waited in vain until ${what}`);
}
