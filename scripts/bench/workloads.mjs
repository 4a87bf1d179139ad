// The networks and data that speed is measured on, as scenario documents.

/** A fixed sequence of numbers in [0, 1). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A scenario of `widths` from inputs to outputs, with weights written out for both programs. */
export function scenario({ widths, hidden, output, loss, samples, batch, rate = 0.03, shuffle = false }) {
  const next = chance(7);
  const between = (bound) => (2 * next() - 1) * bound;
  const [inputs, ...units] = widths;
  const outputs = widths.at(-1);
  const layers = units.map((count, l) => ({
    units: count,
    activation: l === units.length - 1 ? output : hidden,
    weight: Array.from({ length: count }, () =>
      Array.from({ length: widths[l] }, () => between(Math.sqrt(6 / (widths[l] + count)))),
    ),
  }));
  const train = Array.from({ length: samples }, (_, s) => {
    const input = Array.from({ length: inputs }, () => between(1));
    const kind = output === 'softmax' ? s % outputs : Math.sign(input[0] * input.at(-1)) || 1;
    const target =
      output === 'softmax'
        ? Array.from({ length: outputs }, (_unit, j) => (j === kind ? 1 : 0))
        : Array.from({ length: outputs }, () => kind);
    // Something to learn: a class shifts the inputs.
    return { input: output === 'softmax' ? input.map((x, i) => x + (i % outputs === kind ? 1 : 0)) : input, target };
  });
  return JSON.stringify({
    format: 'backstep-scenario',
    version: 1,
    data: { train },
    network: { inputs, layers },
    loss,
    optimizer: { kind: 'sgd', learning_rate: rate },
    batch: { size: batch, shuffle, seed: 1 },
  });
}

const tanh = { hidden: 'tanh', output: 'tanh', loss: 'half_squared_error', samples: 250 };
const classes = { hidden: 'relu', output: 'softmax', loss: 'cross_entropy', samples: 1500 };

const R1 = { ...tanh, widths: [2, 4, 2, 1] };
const R2 = { ...tanh, widths: [2, 8, 8, 8, 8, 8, 8, 1] };
const R3 = { ...classes, widths: [64, 32, 10] };

/** Each with the ratio to the reference that has to be reached, where one has. */
export const WORKLOADS = [
  { name: 'R1  2-4-2-1, batch 10', document: scenario({ ...R1, batch: 10 }), wanted: 30 },
  { name: 'R2  2-8-8-8-8-8-8-1, batch 10', document: scenario({ ...R2, batch: 10 }), wanted: 30 },
  { name: 'R3  64-32-10, batch 32', document: scenario({ ...R3, batch: 32 }), wanted: 45 },
  { name: 'R1, batch 1', document: scenario({ ...R1, batch: 1 }), wanted: 8 },
  { name: 'R2, batch 1', document: scenario({ ...R2, batch: 1 }), wanted: 8 },
  { name: 'R3, batch 1', document: scenario({ ...R3, batch: 1 }), wanted: 8 },
];

/** What one size is changed in, to see how cost grows with it. */
export const GROWTH = [
  {
    name: 'units a layer, 2-n-n-1, batch 10',
    sizes: [2, 4, 8, 16, 32, 64],
    of: (n) => scenario({ ...tanh, widths: [2, n, n, 1], batch: 10 }),
  },
  {
    name: 'layers of 8 units, batch 10',
    sizes: [1, 2, 4, 8],
    of: (n) => scenario({ ...tanh, widths: [2, ...Array(n).fill(8), 1], batch: 10 }),
  },
  {
    name: 'batch, 2-8-8-1',
    sizes: [1, 2, 5, 10, 11, 32, 125, 250],
    of: (n) => scenario({ ...tanh, widths: [2, 8, 8, 1], batch: n }),
  },
];
