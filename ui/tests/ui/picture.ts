// Pictures of screens, small enough to be kept beside the code: half the size and few colours. They are compared
// twice: point by point with patience for another way of drawing letters, and part by part, so that a thing that
// moved, went or has another colour is found though it is small.
import { deflateSync } from 'node:zlib';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export type Picture = { width: number; height: number; data: Uint8Array };

export function read(bytes: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(bytes);
  return { width, height, data };
}

/** Half as wide and high: the mean of four points. */
export function halved({ width, height, data }: Picture): Picture {
  const [w, h] = [width >> 1, height >> 1];
  const half = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1)
      for (let c = 0; c < 4; c += 1) {
        const at = (dx: number, dy: number): number => data[((y * 2 + dy) * width + x * 2 + dx) * 4 + c] ?? 0;
        half[(y * w + x) * 4 + c] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) >> 2;
      }
  return { width: w, height: h, data: half };
}

const COLOURS = 256;
const ALIKE = 80;

/** As PNG with the colours that are most used, as they are, and none beside that is like them; all others as the
 * nearest of these. */
export function packed({ width, height, data }: Picture): Buffer {
  const used = new Map<number, number>();
  const colour = (at: number): number =>
    ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  for (let at = 0; at < data.length; at += 4) used.set(colour(at), (used.get(colour(at)) ?? 0) + 1);
  const far = (a: number, b: number): number =>
    ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  const palette: number[] = [];
  for (const [c] of [...used].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]))
    if (palette.length < COLOURS && palette.every((known) => far(c, known) > ALIKE)) palette.push(c);
  const nearest = new Map<number, number>(palette.map((c, n) => [c, n]));
  const find = (c: number): number => {
    let best = nearest.get(c);
    if (best !== undefined) return best;
    best = 0;
    for (const [n, known] of palette.entries()) if (far(c, known) < far(c, palette[best] ?? 0)) best = n;
    nearest.set(c, best);
    return best;
  };
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) lines[y * (width + 1) + 1 + x] = find(colour((y * width + x) * 4));

  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // eight bits, a palette
  const plte = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', plte),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, body: Buffer): Buffer {
  const framed = Buffer.alloc(body.length + 12);
  framed.writeUInt32BE(body.length, 0);
  framed.write(name, 4, 'latin1');
  body.copy(framed, 8);
  framed.writeUInt32BE(crc(framed.subarray(4, body.length + 8)), body.length + 8);
  return framed;
}

function crc(bytes: Buffer): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The mean colour of each part of 8 × 8 points: letters drawn otherwise hardly change it. */
function parts({ width, height, data }: Picture): Float64Array {
  const [across, down] = [Math.ceil(width / PART), Math.ceil(height / PART)];
  const sums = new Float64Array(across * down * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let c = 0; c < 3; c += 1) {
        const at = (Math.floor(y / PART) * across + Math.floor(x / PART)) * 3 + c;
        sums[at] = (sums[at] ?? 0) + (data[(y * width + x) * 4 + c] ?? 0) / PART ** 2;
      }
  return sums;
}
const PART = 8;

export type Difference = {
  /** The share of points that differ, 0 to 1. */
  points: number;
  /** How many parts differ. */
  parts: number;
  picture: Picture;
};

/** How far a part may change its mean colour, of 255. */
const PATIENCE = 14;

export function difference(expected: Picture, actual: Picture): Difference {
  const { width, height } = expected;
  const data = new Uint8Array(width * height * 4);
  if (actual.width !== width || actual.height !== height)
    return { points: 1, parts: Infinity, picture: { width, height, data } };
  const points = pixelmatch(expected.data, actual.data, data, width, height, { threshold: 0.2 });
  const [was, is] = [parts(expected), parts(actual)];
  let changed = 0;
  for (let at = 0; at < was.length; at += 3)
    if ([0, 1, 2].some((c) => Math.abs((was[at + c] ?? 0) - (is[at + c] ?? 0)) > PATIENCE)) changed += 1;
  return { points: points / (width * height), parts: changed, picture: { width, height, data } };
}

export const written = ({ width, height, data }: Picture): Buffer => {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png);
};
