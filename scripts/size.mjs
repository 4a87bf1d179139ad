// Prints the size of every file of the built page, and fails when the page has grown too large.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const LIMIT_KB = 490;
const dist = process.argv[2] ?? 'dist';

const rows = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    // A server sends a picture or a font as it is when compressing makes it larger.
    const smaller = (packed) => Math.min(packed.length, bytes.length);
    return {
      name: relative(dist, path),
      raw: bytes.length,
      gzip: smaller(gzipSync(bytes, { level: 9 })),
      brotli: smaller(brotliCompressSync(bytes)),
    };
  })
  .sort((a, b) => b.raw - a.raw);

const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
const total = { name: 'total', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(8);

console.log(`${'kB raw'.padStart(8)}  ${'gzip'.padStart(8)}  ${'brotli'.padStart(8)}`);
for (const row of [...rows, total]) {
  console.log(`${kb(row.raw)}  ${kb(row.gzip)}  ${kb(row.brotli)}  ${row.name}`);
}

// Brotli is what browsers ask for and most hosts of static sites send; some have gzip alone.
if (total.brotli > LIMIT_KB * 1000) {
  console.error(`error: the page is larger than ${LIMIT_KB} kB compressed with brotli`);
  process.exit(1);
}
