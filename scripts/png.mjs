// Makes a picture of the page smaller: a PNG of 256 colours, chosen for it, instead of millions.
import { crc32 as crcOf, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;
/** Colours kept as they are, the most frequent ones: grounds, panels, text. */
const KEPT_COLOURS = 64;

/** The picture in `png`, an 8-bit one without interlace as browsers write it, with 256 colours. */
export function withFewColours(png) {
  const { width, height, pixels } = decode(png);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  const rare = byCount.slice(KEPT_COLOURS);
  const palette = byCount.slice(0, KEPT_COLOURS);
  palette.push(...medianCut(rare, counts, MOST_COLOURS - palette.length));
  const places = new Map(palette.map((colour, place) => [colour, place]));
  for (const colour of rare) if (!places.has(colour)) places.set(colour, nearest(palette, colour));
  return encode(width, height, palette, pixels, places);
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function decode(png) {
  const header = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
  const [depth, type, , , interlace] = png.subarray(24, 29);
  const step = { 2: 3, 6: 4 }[type];
  if (depth !== 8 || !step || interlace !== 0) throw new Error('a PNG of another kind than browsers write');
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = inflateSync(Buffer.concat(parts));
  const { width, height } = header;
  const stride = width * step;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = bytes[y * (stride + 1)];
    const row = bytes.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let x = 0; x < stride; x += 1) {
      const left = x < step ? 0 : row[x - step];
      const corner = x < step ? 0 : above[x - step];
      const guess = [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)][filter];
      row[x] = (row[x] + guess) & 255;
    }
    for (let x = 0; x < width; x += 1) {
      pixels[y * width + x] = (row[x * step] << 16) | (row[x * step + 1] << 8) | row[x * step + 2];
    }
    above = row;
  }
  return { width, height, pixels };
}

/** What PNG's fourth filter expects. */
function paeth(left, above, corner) {
  const sum = left + above - corner;
  const [a, b, c] = [left, above, corner].map((near) => Math.abs(sum - near));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/**
 * `count` colours that stand for `colours`: boxes of them are halved, those first whose colours lie
 * far apart. A legend's thin line counts as well as a panel, so frequency counts by its root only.
 */
function medianCut(colours, counts, count) {
  const weight = (colour) => Math.sqrt(counts.get(colour));
  const boxOf = (colours) => {
    const spreads = [16, 8, 0].map((shift) => {
      let [low, high] = [255, 0];
      for (const colour of colours) {
        const value = (colour >> shift) & 255;
        [low, high] = [Math.min(low, value), Math.max(high, value)];
      }
      return { shift, width: high - low };
    });
    const { shift, width } = spreads.reduce((a, b) => (b.width > a.width ? b : a));
    const total = colours.reduce((sum, colour) => sum + weight(colour), 0);
    return { colours, shift, width, total, score: width ** 2 * Math.sqrt(total) };
  };
  const boxes = [boxOf(colours)];
  while (boxes.length < count) {
    const box = boxes.reduce((a, b) => (b.score > a.score ? b : a));
    if (box.width === 0) break;
    const value = (colour) => (colour >> box.shift) & 255;
    const sorted = box.colours.toSorted((a, b) => value(a) - value(b) || a - b);
    const middle = (value(sorted[0]) + value(sorted.at(-1))) / 2;
    const half = sorted.findIndex((colour) => value(colour) > middle);
    boxes.splice(boxes.indexOf(box), 1, boxOf(sorted.slice(0, half)), boxOf(sorted.slice(half)));
  }
  return boxes.map(({ colours, total }) => {
    const mean = [0, 1, 2].map((i) => Math.round(colours.reduce((sum, c) => sum + channels(c)[i] * weight(c), 0) / total));
    return (mean[0] << 16) | (mean[1] << 8) | mean[2];
  });
}

function nearest(palette, colour) {
  const [r, g, b] = channels(colour);
  let [place, distance] = [0, Infinity];
  palette.forEach((candidate, i) => {
    const [x, y, z] = channels(candidate);
    const away = 2 * (r - x) ** 2 + 4 * (g - y) ** 2 + (b - z) ** 2;
    if (away < distance) [place, distance] = [i, away];
  });
  return place;
}

function encode(width, height, palette, pixels, places) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crcOf(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
