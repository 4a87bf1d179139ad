// What Backstep's speed is measured against: training as TensorFlow Playground does it in its file
// nn.ts, an object a unit and an object a connection with the same fields and loops, written anew
// for this benchmark; besides, there can be several outputs and softmax.
// It imports nothing, so that it can be handed to a browser as text.

const ACTIVATIONS = {
  tanh: {
    output: (x) => Math.tanh(x),
    der: (x) => {
      const output = ACTIVATIONS.tanh.output(x);
      return 1 - output * output;
    },
  },
  relu: { output: (x) => Math.max(0, x), der: (x) => (x <= 0 ? 0 : 1) },
  identity: { output: (x) => x, der: () => 1 },
};

const SQUARE = { der: (output, target) => output - target };

/** A unit or an input, with the fields that nn.ts gives it at first. */
class Unit {
  constructor(id, activation) {
    this.inputLinks = [];
    this.bias = 0.1;
    this.outputs = [];
    this.outputDer = 0;
    this.inputDer = 0;
    this.accInputDer = 0;
    this.numAccumulatedDers = 0;
    this.id = id;
    this.activation = activation;
  }

  updateOutput() {
    this.totalInput = this.bias;
    for (let j = 0; j < this.inputLinks.length; j += 1) {
      const link = this.inputLinks[j];
      this.totalInput += link.weight * link.source.output;
    }
    this.output = this.activation.output(this.totalInput);
    return this.output;
  }
}

/** A connection: its weight, and what its gradient has come to since the last update. */
class Link {
  constructor(source, dest, regularization) {
    this.weight = Math.random() - 0.5;
    this.errorDer = 0;
    this.accErrorDer = 0;
    this.numAccumulatedDers = 0;
    this.id = `${source.id}-${dest.id}`;
    this.source = source;
    this.dest = dest;
    this.regularization = regularization;
  }
}

/** A network as arrays of units; `layers` as a scenario has them, with weights `[unit][input]`. */
function build(inputs, layers) {
  const network = [Array.from({ length: inputs }, (_, i) => new Unit(`x${i}`, ACTIVATIONS[layers[0].activation]))];
  let id = 1;
  for (const { activation, weight } of layers) {
    const below = network.at(-1);
    const here = weight.map((row) => {
      const unit = new Unit(String(id), ACTIVATIONS[activation === 'softmax' ? 'identity' : activation]);
      id += 1;
      unit.bias = 0;
      row.forEach((w, i) => {
        const link = new Link(below[i], unit, null);
        link.weight = w;
        below[i].outputs.push(link);
        unit.inputLinks.push(link);
      });
      return unit;
    });
    network.push(here);
  }
  return network;
}

function forwardProp(network, inputs) {
  const first = network[0];
  if (inputs.length !== first.length) throw new Error('as many numbers as inputs are needed');
  for (let i = 0; i < first.length; i += 1) first[i].output = inputs[i];
  for (let l = 1; l < network.length; l += 1) {
    const layer = network[l];
    for (let i = 0; i < layer.length; i += 1) layer[i].updateOutput();
  }
  return network[network.length - 1][0].output;
}

/** What nn.ts has not: softmax over the last layer. */
function softmax(outputs) {
  let highest = -Infinity;
  for (let i = 0; i < outputs.length; i += 1) highest = Math.max(highest, outputs[i].totalInput);
  let sum = 0;
  for (let i = 0; i < outputs.length; i += 1) {
    outputs[i].output = Math.exp(outputs[i].totalInput - highest);
    sum += outputs[i].output;
  }
  for (let i = 0; i < outputs.length; i += 1) outputs[i].output /= sum;
}

function backProp(network, target, errorFunc) {
  const outputs = network[network.length - 1];
  for (let i = 0; i < outputs.length; i += 1) outputs[i].outputDer = errorFunc.der(outputs[i].output, target[i]);
  for (let l = network.length - 1; l >= 1; l -= 1) {
    const layer = network[l];
    for (let i = 0; i < layer.length; i += 1) {
      const unit = layer[i];
      unit.inputDer = unit.outputDer * unit.activation.der(unit.totalInput);
      unit.accInputDer += unit.inputDer;
      unit.numAccumulatedDers += 1;
    }
    for (let i = 0; i < layer.length; i += 1) {
      const unit = layer[i];
      for (let j = 0; j < unit.inputLinks.length; j += 1) {
        const link = unit.inputLinks[j];
        link.errorDer = unit.inputDer * link.source.output;
        link.accErrorDer += link.errorDer;
        link.numAccumulatedDers += 1;
      }
    }
    if (l === 1) continue;
    const below = network[l - 1];
    for (let i = 0; i < below.length; i += 1) {
      const unit = below[i];
      unit.outputDer = 0;
      for (let j = 0; j < unit.outputs.length; j += 1) {
        const link = unit.outputs[j];
        unit.outputDer += link.weight * link.dest.inputDer;
      }
    }
  }
}

function updateWeights(network, learningRate, regularizationRate) {
  for (let l = 1; l < network.length; l += 1) {
    const layer = network[l];
    for (let i = 0; i < layer.length; i += 1) {
      const unit = layer[i];
      if (unit.numAccumulatedDers > 0) {
        unit.bias -= (learningRate * unit.accInputDer) / unit.numAccumulatedDers;
        unit.accInputDer = 0;
        unit.numAccumulatedDers = 0;
      }
      for (let j = 0; j < unit.inputLinks.length; j += 1) {
        const link = unit.inputLinks[j];
        const regulDer = link.regularization ? link.regularization.der(link.weight) : 0;
        if (link.numAccumulatedDers > 0) {
          link.weight -=
            (learningRate / link.numAccumulatedDers) * (link.accErrorDer + regularizationRate * regulDer);
          link.accErrorDer = 0;
          link.numAccumulatedDers = 0;
        }
      }
    }
  }
}

/** Once through the samples; a smaller last batch is a batch of its own, as in Backstep. */
function epoch(network, samples, batch, learningRate, isSoftmax) {
  for (let s = 0; s < samples.length; s += 1) {
    forwardProp(network, samples[s].input);
    // Of softmax with cross-entropy, the gradient by the weighted sums is that of squared errors.
    if (isSoftmax) softmax(network[network.length - 1]);
    backProp(network, samples[s].target, SQUARE);
    if ((s + 1) % batch === 0 || s + 1 === samples.length) updateWeights(network, learningRate, 0);
  }
}

/** Every weight and bias: each layer's weights row by row, then its biases. */
const parameters = (network) =>
  network.slice(1).flatMap((layer) => [
    ...layer.flatMap((unit) => unit.inputLinks.map((link) => link.weight)),
    ...layer.map((unit) => unit.bias),
  ]);

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * Trains a scenario with `Lab` and with the reference, in turn, in slices of `sliceMs`, and returns
 * epochs a second of both, the median of their ratios, and how far their parameters were apart
 * after two epochs. Without `reference`, Backstep alone.
 *
 * The reference is the training loop alone. Backstep keeps the loss of every batch besides, states
 * to go back to, and now and then the loss over all samples: of each of the first 512 epochs, of every
 * sixteenth after 4096. So `warmEpochs` come before, if they are asked for.
 */
export function compare(Lab, document, { rounds, sliceMs, warmMs, warmEpochs = 0, reference }) {
  const scenario = JSON.parse(document);
  const { train } = scenario.data;
  const { layers, inputs } = scenario.network;
  const rate = scenario.optimizer.learning_rate;
  const batch = scenario.batch.size;
  const perEpoch = Math.ceil(train.length / batch);
  const lab = new Lab(document);
  let done = 0;
  const isSoftmax = layers.at(-1).activation === 'softmax';
  let network = reference ? build(inputs, layers) : null;

  let apart = 0;
  if (reference) {
    epoch(network, train, batch, rate, isSoftmax);
    epoch(network, train, batch, rate, isSoftmax);
    const other = new Lab(document);
    other.seek(2 * perEpoch, 0);
    const trace = JSON.parse(other.trace());
    const found = trace.layers.flatMap((layer) => [...layer.weight.flat(), ...layer.bias]);
    other.free();
    parameters(network).forEach((value, i) => {
      apart = Math.max(apart, Math.abs(value - found[i]));
    });
    network = build(inputs, layers);
  }

  // A call takes about 5 ms: an engine replaces its first, slow code between calls.
  let epochs = 1;
  const runLab = (ms) => {
    const start = performance.now();
    const first = done;
    let now = start;
    do {
      done += epochs;
      lab.seek(done * perEpoch, 0);
      const then = performance.now();
      if (then - now < 2.5) epochs *= 2;
      else if (then - now > 10 && epochs > 1) epochs = Math.ceil(epochs / 2);
      now = then;
    } while (now - start < ms);
    return ((done - first) * 1000) / (now - start);
  };
  const runReference = (ms) => {
    const start = performance.now();
    let count = 0;
    let now = start;
    do {
      epoch(network, train, batch, rate, isSoftmax);
      count += 1;
      now = performance.now();
    } while (now - start < ms);
    return (count * 1000) / (now - start);
  };

  const ours = [];
  const theirs = [];
  runLab(warmMs);
  while (done < warmEpochs) runLab(sliceMs);
  if (network) runReference(warmMs);
  for (let round = 0; round < rounds; round += 1) {
    if (network) theirs.push(runReference(sliceMs));
    ours.push(runLab(sliceMs));
  }
  lab.free();
  return {
    epochsPerSecond: median(ours),
    reference: network ? median(theirs) : null,
    ratio: network ? median(ours.map((value, i) => value / theirs[i])) : null,
    apart,
  };
}
