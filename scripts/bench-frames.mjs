// Measures how evenly the page draws while it trains: times between animation frames, in ms.
// `node scripts/bench-frames.mjs [seconds]`
import { command, launch, openPage, serve } from './browser.mjs';

const SECONDS = Number(process.argv[2] ?? 10);

/** What is measured: an address that selects the example, and how its training is started. */
const CASES = [{ name: 'opening example', hash: '', start: (page) => playIfThere(page) }];

async function playIfThere(page) {
  if ((await page.locator('[data-command="play"]').count()) > 0) await command(page, 'play');
}

/** The times between the frames that the page draws in `seconds`. */
function recordFrames(page, seconds) {
  return page.evaluate(
    (duration) =>
      new Promise((resolve) => {
        const gaps = [];
        let first;
        let last;
        const frame = (now) => {
          first ??= now;
          if (last !== undefined) gaps.push(now - last);
          last = now;
          if (now - first < duration) requestAnimationFrame(frame);
          else resolve(gaps);
        };
        requestAnimationFrame(frame);
      }),
    seconds * 1000,
  );
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const server = await serve();
const browser = await launch();
for (const { name, hash, start } of CASES) {
  const { page, problems, close } = await openPage(browser, server.url, { hash });
  await start(page);
  // The engine compiles while it first runs; that is not what is measured.
  await page.waitForTimeout(1000);
  const gaps = (await recordFrames(page, SECONDS)).sort((a, b) => a - b);
  const [median, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(gaps, share).toFixed(1));
  console.log(`${name}: ${gaps.length} frames, median ${median} ms, p95 ${p95} ms, p99 ${p99} ms`);
  for (const problem of problems) {
    console.error(problem);
    process.exitCode = 1;
  }
  await close();
}
await browser.close();
await server.close();
