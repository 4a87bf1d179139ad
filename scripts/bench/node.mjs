// One measurement in a process of its own: reads `{ document, options }` as JSON from its input and
// prints what `compare` finds. `node scripts/bench/node.mjs` is started by bench-speed.mjs.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compare } from './reference.mjs';

const dist = new URL('../../dist/', import.meta.url);
const file = (pattern) => new URL(readdirSync(fileURLToPath(dist)).find((name) => pattern.test(name)), dist);
// Without a window the page does not start; the class `Lab` is there all the same.
const bindings = await import(file(/^backstep-page-.*\.js$/));
bindings.initSync({ module: readFileSync(file(/_bg\.wasm$/)) });
const { document, options } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(compare(bindings.Lab, document, options)));
