import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS_PER_CHANNEL = 8;
const TRUE_COLOUR = 2;
const CURVE = [0xb0, 0x30, 0x30] as const;
const AREA = [0x9f, 0xc0, 0xe8] as const;
const PAPER = [0xff, 0xff, 0xff] as const;

/**
 * The area under 4/(1+x²) between 0 and 1, which is pi, as a PNG. Stored without compression, so that its
 * length depends on its size in pixels alone: 77 bytes and about `height × (3 × width + 1)`.
 */
export function curvePicture(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_, row) => pixelRow(width, height, row));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS_PER_CHANNEL, TRUE_COLOUR, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One row of RGB, after the byte that says that no filter is used. */
function pixelRow(width: number, height: number, row: number): Buffer {
  const bytes = Buffer.alloc(1 + 3 * width);
  for (let column = 0; column < width; column++) {
    const x = (column + 0.5) / width;
    const curveRow = height * (1 - 4 / (1 + x * x) / 4.4);
    bytes.set(colourAt(row - curveRow), 1 + 3 * column);
  }
  return bytes;
}

function colourAt(belowCurve: number): readonly number[] {
  if (Math.abs(belowCurve) < 1.5) {
    return CURVE;
  }
  return belowCurve > 0 ? AREA : PAPER;
}

/** Length, type, data and checksum (PNG specification, section 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
