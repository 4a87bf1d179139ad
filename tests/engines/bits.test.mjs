// The same bits everywhere: the scenarios that main.rs runs natively, in each engine.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { engineTest } from './support.mjs';

const read = (path) => readFile(new URL(path, import.meta.url), 'utf8');
const record = JSON.parse(await read('digests.json'));
const cases = await Promise.all(
  JSON.parse(await read('scenarios.json')).map(async ({ name, example, scenario, moves }) => ({
    name,
    document: example ? await read(`../../src/examples/documents/${example}.json`) : JSON.stringify(scenario),
    moves,
  })),
);

/** The digests of a run, before the first move and after each. For the page. */
function digests({ document, moves }) {
  // As the operation to seek: the end of the iteration.
  const END = 0xffff_ffff;
  const lab = new globalThis.wasmBindings.Lab(document);
  const make = ([name, first, second]) => {
    if (name === 'seek') lab.seek(first, second ?? END);
    else if (name === 'set') lab.set(first, JSON.stringify(second));
    else for (let i = 0; i < second; i += 1) lab[name](first);
  };
  const all = [lab.digest()];
  for (const move of moves) {
    make(move);
    all.push(lab.digest());
  }
  lab.free();
  return all;
}

engineTest('every number has the bits on record', '', async (page) => {
  assert.deepEqual(Object.keys(record), cases.map(({ name }) => name));
  const different = [];
  for (const each of cases) {
    const found = await page.evaluate(digests, each);
    const expected = record[each.name];
    assert.equal(found.length, expected.length);
    const at = found.findIndex((digest, i) => digest !== expected[i]);
    if (at >= 0) different.push(`${each.name}: from ${at === 0 ? 'the start' : JSON.stringify(each.moves[at - 1])} on`);
  }
  assert.deepEqual(different, []);
});

engineTest('one bit of one number makes another digest', '', async (page) => {
  const [each] = cases;
  const document = JSON.parse(each.document);
  document.network.layers[0].bias = document.network.layers[0].bias ?? Array(document.network.layers[0].units).fill(0);
  const same = await page.evaluate(digests, { ...each, document: JSON.stringify(document) });
  assert.deepEqual(same, record[each.name], 'biases start at 0');
  document.network.layers[0].bias[0] = Number.MIN_VALUE;
  const [different] = await page.evaluate(digests, { ...each, document: JSON.stringify(document) });
  assert.notEqual(different, record[each.name][0]);
});
