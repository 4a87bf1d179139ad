// Measures how fast Backstep trains: its `Lab` in WebAssembly against the algorithm of TensorFlow
// Playground in the same process, in Node and in Chromium; the same source built natively; NumPy
// where it is installed (`PYTHON=/path/to/python` names another Python); what other optimizers than SGD cost; and how
// cost grows with units, layers and batch. `node scripts/bench-speed.mjs [processes]` after `make release`.
//
// An epoch of the reference is its training alone: the page around it computes the loss over all
// samples after every epoch, which is left out. Backstep's epochs are those of the page, with what it
// keeps of every iteration.
//
// Machines are noisy. The two programs run in turn, in slices of a few hundredths of a second; the
// ratio is taken of slices that follow one another, and the median over slices and processes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage, serve } from './browser.mjs';
import { GROWTH, WORKLOADS } from './bench/workloads.mjs';

const PROCESSES = Number(process.argv[2] ?? 5);
const OPTIONS = { rounds: 12, sliceMs: 50, warmMs: 1000, warmEpochs: 4096, reference: true };
/** What WebAssembly has to reach of the same source built natively. */
const NATIVE_SHARE = 0.85;

/** What Adam may take at most, as a multiple of SGD's time. */
const ADAM_TIMES = 1.5;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const pad = (text, width) => String(text).padStart(width);
const rate = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(1));

function inNode(document, options = OPTIONS) {
  const input = JSON.stringify({ document, options });
  return JSON.parse(execFileSync(process.execPath, [path('bench/node.mjs')], { input, encoding: 'utf8' }));
}

/** In a page of its own, which Chromium gives a process of its own. */
async function inChromium(browser, url, document, options = OPTIONS) {
  const { page, close } = await openPage(browser, url);
  const text = readFileSync(path('bench/reference.mjs'), 'utf8');
  const found = await page.evaluate(
    async ([source, scenario, options]) => {
      const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const { compare } = await import(address);
      return compare(globalThis.wasmBindings.Lab, scenario, options);
    },
    [text, document, options],
  );
  await close();
  return found;
}

async function compareAll(name, run) {
  console.log(`\n${name}: epochs a second, and as a multiple of the reference`);
  console.log(`${''.padEnd(32)}${pad('Backstep', 12)}${pad('reference', 12)}${pad('ratio', 8)}${pad('wanted', 8)}`);
  for (const { name: workload, document, wanted } of WORKLOADS) {
    const found = [];
    for (let i = 0; i < PROCESSES; i += 1) found.push(await run(document));
    const of = (key) => median(found.map((each) => each[key]));
    console.log(
      workload.padEnd(32) +
        pad(rate(of('epochsPerSecond')), 12) +
        pad(rate(of('reference')), 12) +
        pad(of('ratio').toFixed(1), 8) +
        pad(wanted, 8),
    );
    const apart = Math.max(...found.map((each) => each.apart));
    if (!(apart < 1e-9)) {
      console.error(`error: the two programs do not compute the same: ${apart} apart after two epochs`);
      process.exitCode = 1;
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
const file = join(folder, 'scenario.json');

/** Epochs a second of a program that prints them, given a document. */
function byProgram(program, args, document) {
  writeFileSync(file, document);
  return Number(execFileSync(program, [...args, file, '1'], { encoding: 'utf8' }));
}

async function compareWithNative(inPage) {
  console.log(`\nWebAssembly as a share of the same source built natively, wanted ${100 * NATIVE_SHARE} %`);
  const root = path('..');
  execFileSync('cargo', ['build', '--quiet', '--release', '--locked', '--example', 'speed'], { cwd: root, stdio: 'inherit' });
  const metadata = execFileSync('cargo', ['metadata', '--format-version=1', '--no-deps'], { cwd: root, maxBuffer: 1e8 });
  const program = join(JSON.parse(metadata).target_directory, 'release', 'examples', 'speed');
  const alone = { ...OPTIONS, rounds: 20, reference: false };
  console.log(`${''.padEnd(32)}${pad('Node', 10)}${pad('Chromium', 10)}`);
  for (const { name, document } of WORKLOADS) {
    const shares = { node: [], chromium: [] };
    for (let i = 0; i < PROCESSES; i += 1) {
      const native = byProgram(program, [], document);
      shares.node.push(inNode(document, alone).epochsPerSecond / native);
      shares.chromium.push((await inPage(document, alone)).epochsPerSecond / native);
    }
    const percent = (found) => pad(`${(100 * median(found)).toFixed(0)} %`, 10);
    console.log(`${name.padEnd(32)}${percent(shares.node)}${percent(shares.chromium)}`);
  }
}

function compareWithNumpy() {
  const python = process.env.PYTHON ?? 'python3';
  try {
    execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' });
  } catch {
    console.log('\nNumPy: not installed (python3 -m pip install numpy, or PYTHON=/path/to/python)');
    return;
  }
  console.log('\nNumPy on one thread: epochs a second, and Backstep in Node as a multiple');
  for (const { name, document } of WORKLOADS) {
    const numpy = byProgram(python, [path('bench/numpy_speed.py')], document);
    const ours = inNode(document, { ...OPTIONS, reference: false }).epochsPerSecond;
    console.log(`${name.padEnd(32)}${pad(rate(numpy), 12)}${pad((ours / numpy).toFixed(1), 8)}`);
  }
}

/** How long an iteration takes with another optimizer, as a multiple of plain SGD's. */
function compareOptimizers() {
  console.log(`\nOptimizers in Node: time of an iteration as a multiple of SGD's, Adam's at most ${ADAM_TIMES}`);
  const kinds = ['adagrad', 'rmsprop', 'adam', 'adamw'];
  console.log(`${''.padEnd(32)}${kinds.map((kind) => pad(kind, 9)).join('')}`);
  for (const { name, document } of WORKLOADS) {
    const scenario = JSON.parse(document);
    const epochs = (optimizer) =>
      inNode(JSON.stringify({ ...scenario, optimizer }), { ...OPTIONS, reference: false }).epochsPerSecond;
    const times = kinds.map((kind) => {
      const ratios = [];
      for (let i = 0; i < PROCESSES; i += 1) {
        ratios.push(epochs(scenario.optimizer) / epochs({ kind, learning_rate: 0.001 }));
      }
      return median(ratios);
    });
    console.log(`${name.padEnd(32)}${times.map((time) => pad(time.toFixed(2), 9)).join('')}`);
  }
}

function growth() {
  for (const { name, sizes, of } of GROWTH) {
    console.log(`\n${name}: ns a sample`);
    for (const size of sizes) {
      const document = of(size);
      const samples = JSON.parse(document).data.train.length;
      const { epochsPerSecond } = inNode(document, { ...OPTIONS, warmEpochs: 0, reference: false });
      console.log(`${pad(size, 8)}${pad((1e9 / (epochsPerSecond * samples)).toFixed(1), 12)}`);
    }
  }
}

try {
  console.log(`Node ${process.versions.node}, ${PROCESSES} processes each; R1 and R2 with tanh throughout, R3 with ReLU and softmax`);
  console.log('Epochs of the reference are training alone; those of Backstep keep losses and states besides.');
  await compareAll('Node', (document) => inNode(document));
  const server = await serve();
  const browser = await launch();
  const inPage = (document, options) => inChromium(browser, server.url, document, options);
  await compareAll(`Chromium ${browser.version()}`, (document) => inPage(document));
  await compareWithNative(inPage);
  await browser.close();
  await server.close();
  compareOptimizers();
  compareWithNumpy();
  growth();
} finally {
  rmSync(folder, { recursive: true });
}
