// Measures in Chromium how long it takes to reach any iteration of a run of a million: times of 200
// seeks to random places, on a copy of design workload R1 and on the spiral.
// `node scripts/bench-seeks.mjs [iterations]`
import { launch, openPage, serve } from './browser.mjs';
import { WORKLOADS } from './bench/workloads.mjs';

const ITERATIONS = Number(process.argv[2] ?? 1_000_000);
/** Nobody is to wait longer than this. */
const LIMIT_MS = 50;
const SEEKS = 200;

/** Runs a scenario to its end and goes to random iterations of it; runs in the page. */
function seek([document, iterations, seeks]) {
  const lab = new globalThis.wasmBindings.Lab(document);
  const START = 50_000;
  for (let next = START; next < iterations; next += START) lab.seek(next, 0);
  lab.seek(iterations, 0);
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const times = [];
  for (let k = 0; k < seeks; k += 1) {
    const target = Math.floor(random() * iterations);
    const start = performance.now();
    lab.seek(target, 0);
    times.push(performance.now() - start);
  }
  lab.free();
  return times;
}

const server = await serve();
const browser = await launch();
const { page, close } = await openPage(browser, server.url);
console.log(`Chromium ${browser.version()}, ${SEEKS} random places among ${ITERATIONS} iterations`);
for (const { name, document } of WORKLOADS.slice(0, 2)) {
  const times = (await page.evaluate(seek, [document, ITERATIONS, SEEKS])).toSorted((a, b) => a - b);
  const [median, last] = [times[SEEKS / 2], times.at(-1)];
  console.log(`${name}: median ${median.toFixed(2)} ms, longest ${last.toFixed(2)} ms`);
  if (last > LIMIT_MS) {
    console.error(`error: longer than ${LIMIT_MS} ms`);
    process.exitCode = 1;
  }
}
await close();
await browser.close();
await server.close();
