// Receipts, verified by a program that is not ours: the npm package @mcptoolshop/backprop-trace.
// It accepts those of the page's examples and of random experiments, names the rule that a number
// changed by hand or a planted mistake breaks, and refuses its own deliberately wrong fixtures.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import {
  reconcileMultiStep,
  reconcileReceipt,
  validateReceiptSchema,
} from '@mcptoolshop/backprop-trace';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'target', 'receipts');
const verifier = path.dirname(
  createRequire(import.meta.url).resolve('@mcptoolshop/backprop-trace/package.json'),
);

rmSync(folder, { recursive: true, force: true });
execFileSync('cargo', ['run', '--quiet', '--locked', '--example', 'receipts', '--', folder], {
  cwd: root,
  stdio: 'inherit',
});

const written = readdirSync(folder);
const named = (pattern) => written.filter((name) => pattern.test(name)).map((name) => path.join(folder, name));
/** The documents in a file: one a line, or one over all lines. */
function records(file) {
  const text = readFileSync(file, 'utf8').trim();
  try {
    return text.split('\n').map((line) => JSON.parse(line));
  } catch {
    return [JSON.parse(text)];
  }
}
const receipt = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Runs `bp verify KIND FILE`: the exit code, and the report it gives. */
function bp(kind, file) {
  const program = path.join(verifier, 'dist', 'bin', 'bp.js');
  const { status, stdout } = spawnSync(process.execPath, [program, 'verify', kind, file, '--json']);
  return { status, report: JSON.parse(stdout).report };
}

/** The numbers of the rules that a receipt or a chain of them breaks, without repetition. */
function broken(receipts) {
  for (const one of receipts) {
    const checked = validateReceiptSchema(one);
    assert.ok(checked.ok, JSON.stringify(checked.errors));
  }
  const result = receipts.length === 1 ? reconcileReceipt(receipts[0]) : reconcileMultiStep(receipts);
  assert.ok(!result.math_gate_skipped, 'everything was computed anew');
  return [...new Set((result.failures ?? []).map((failure) => failure.rule))].sort((a, b) => a - b);
}

/** Every number in a document: its path, and a copy of the document with that number changed. */
function* changedByOne(document) {
  function* leaves(value, at) {
    if (typeof value === 'number') yield at;
    else if (value && typeof value === 'object') {
      for (const key of Object.keys(value)) yield* leaves(value[key], [...at, key]);
    }
  }
  for (const at of leaves(document, [])) {
    const copy = structuredClone(document);
    const holder = at.slice(0, -1).reduce((value, key) => value[key], copy);
    holder[at.at(-1)] += 1e-6 * Math.max(1, Math.abs(holder[at.at(-1)]));
    yield [at.join('.'), copy];
  }
}

test('what the examples can express is verified by the command line program', (t) => {
  const files = named(/^(?!random).*\.json$/);
  assert.ok(files.some((file) => file.endsWith('mazur.json')), files);
  for (const file of files) {
    for (const [kind, name] of [['general', file], ['multi', `${file}l`]]) {
      const { status, report } = bp(kind, name);
      assert.equal(status, 0, `${name}: ${JSON.stringify(report)}`);
      assert.equal(report.overall, 'pass');
    }
  }
  assert.equal(bp('multi', path.join(folder, 'mazur.jsonl')).report.record_count, 12);
  t.diagnostic(files.map((file) => path.basename(file, '.json')).join(', '));
});

test('a receipt that is wrong by one number is refused, and its rule is named', () => {
  const wrong = receipt(path.join(folder, 'mazur.json'));
  wrong.updates[4].gradient *= 1.00001;
  const file = path.join(folder, 'wrong.json');
  writeFileSync(file, JSON.stringify(wrong));
  const { status, report } = bp('general', file);
  assert.equal(status, 1);
  const { evidence } = report.checks.find((check) => check.name === 'reconcile');
  assert.ok(evidence.some((failure) => failure.rule === 4 && failure.field_path === 'updates[4].gradient'));

  const chain = records(path.join(folder, 'mazur.jsonl'));
  chain[3].parameters_before.w_h1_y1 += 1e-6;
  const lines = path.join(folder, 'wrong.jsonl');
  writeFileSync(lines, chain.map((record) => JSON.stringify(record)).join('\n'));
  assert.equal(bp('multi', lines).status, 1);
});

test('examples that cannot be receipts say why', () => {
  const reasons = named(/\.txt$/);
  assert.ok(reasons.length > 0);
  const text = (name) => readFileSync(path.join(folder, `${name}.txt`), 'utf8');
  assert.match(text('hand'), /here it is cross-entropy of relu/);
  assert.match(text('circle'), /one hidden layer; this network has 2\. .*they are tanh\. .*batch holds 10/);
});

test('receipts of random experiments pass every rule, each computed anew', () => {
  const single = named(/^random.*\.json$/);
  assert.equal(single.length, 32);
  const seen = { softmax: 0, momentum: 0, nesterov: 0, constant: 0, relu: 0 };
  for (const file of single) {
    const one = receipt(file);
    assert.deepEqual(broken([one]), [], file);
    assert.deepEqual(broken(records(`${file}l`)), [], `${file}l`);
    seen.softmax += one.topology.activation_output === 'softmax';
    seen.relu += one.topology.activation_hidden === 'relu';
    seen.momentum += one.optimizer_config !== undefined;
    seen.nesterov += one.optimizer_config?.nesterov === true;
    seen.constant += one.bias_policy.mode === 'constant';
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `none with ${what}`);
});

test('every number of the iteration counts: changed by a millionth, it is refused', (t) => {
  const counted = /^(inputs|targets|parameters_before|forward|loss|backward|updates|parameters_after)\./;
  const rules = new Set();
  let numbers = 0;
  for (const name of ['mazur_biases', 'random-01', 'random-05', 'random-09']) {
    const right = receipt(path.join(folder, `${name}.json`));
    for (const [at, wrong] of changedByOne(right)) {
      if (!counted.test(at)) continue;
      // With momentum the verifier reads the optimizer's learning rate, and not each update's copy.
      if (right.optimizer_config && at.endsWith('optimizer.learning_rate')) continue;
      const found = reconcileReceipt(wrong).failures ?? [];
      assert.ok(found.length > 0, `${name}: ${at} is not missed`);
      for (const failure of found) rules.add(failure.rule);
      numbers += 1;
    }
  }
  t.diagnostic(`${numbers} numbers, refused by rules ${[...rules].sort((a, b) => a - b).join(', ')}`);
  assert.ok([1, 2, 3, 4, 5, 6, 7, 8, 12, 14].every((rule) => rules.has(rule)));
});

test('a chain is refused where it is broken', () => {
  const chain = records(path.join(folder, 'mazur.jsonl'));
  assert.deepEqual(broken(chain), []);
  assert.ok(broken(chain.filter((_, i) => i !== 4)).includes(10), 'a step is missing');
  const other = records(path.join(folder, 'mazur_biases.jsonl'));
  assert.ok(broken([...chain.slice(0, 4), ...other.slice(4)]).includes(10), 'of another run');
  const swapped = structuredClone(chain);
  swapped[5].parameters_before = structuredClone(chain[0].parameters_before);
  assert.ok(broken(swapped).length > 0, 'numbers of another step');
});

test('a planted mistake is named by the rule it breaks, and the receipt says that it is there', (t) => {
  const expected = {
    cross_entropy_sign: [1],
    slope_left_out: [1, 3],
    relu_for_its_slope: [1, 3],
    bias_forgotten: [4],
    bias_wrong_axis: [4],
    weights_transposed: [2],
    new_weights: [2],
    gradient_not_reset: [4],
  };
  const found = {};
  for (const name of readdirSync(path.join(folder, 'mistakes'))) {
    const mistake = name.replace(/-\d+\.jsonl$/, '');
    for (const record of records(path.join(folder, 'mistakes', name))) {
      assert.equal(record.metadata.planted_mistake, mistake);
      found[mistake] ??= new Set();
      for (const rule of broken([record])) found[mistake].add(rule);
    }
  }
  for (const [mistake, rules] of Object.entries(expected)) {
    t.diagnostic(`${mistake}: rules ${[...found[mistake]].sort((a, b) => a - b).join(', ')}`);
    for (const rule of rules) assert.ok(found[mistake].has(rule), `${mistake}: rule ${rule}`);
  }
  // Without tanh and with one sample a batch these change nothing.
  for (const mistake of ['tanh_times_slope', 'batch_sum']) assert.equal(found[mistake].size, 0);
});

test("the verifier's own wrong fixtures are refused by the rule they are made for", (t) => {
  const bad = path.join(verifier, 'fixtures', 'bad');
  let count = 0;
  for (const name of readdirSync(bad).filter((name) => name.endsWith('.jsonl'))) {
    const meta = JSON.parse(readFileSync(path.join(bad, name.replace('.jsonl', '.meta.json')), 'utf8'));
    const rule = /Rule (\d+)/.exec(meta.reconciliation_check_targeted_first ?? '');
    const receipts = records(path.join(bad, name));
    // Traces for its importers are no receipts.
    if (!rule || receipts.some((one) => one.schema_version === undefined)) continue;
    const result = receipts.length === 1 ? reconcileReceipt(receipts[0]) : reconcileMultiStep(receipts);
    const rules = (result.failures ?? []).map((failure) => failure.rule);
    assert.ok(rules.includes(Number(rule[1])), `${name}: ${rule[0]}, but ${rules}`);
    count += 1;
  }
  t.diagnostic(`${count} fixtures`);
  assert.ok(count >= 40, `${count} fixtures`);
});
