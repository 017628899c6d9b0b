import { crc32, deflateSync, gzipSync } from "node:zlib";
import sharp from "sharp";

/** What must come back from nowhere. */
export const script = "<script>alert('planted')</script>";
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 20, g: 120, b: 90 } } });

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG of one grey, whose data really is that of its size: a few kilobytes that decode to as many pixels. */
function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([1, 0], 8);
  const data = deflateSync(Buffer.alloc(height * (Math.ceil(width / 8) + 1)), { level: 9 });
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", data),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PNG of which a chunk of text holds a script, before its pixels. */
function pngWithScript(png: Buffer): Buffer {
  const afterHeader = 8 + 25;
  const text = pngChunk("tEXt", Buffer.from(`Comment\0${script}`));
  return Buffer.concat([png.subarray(0, afterHeader), text, png.subarray(afterHeader)]);
}

/** A picture whose header claims a size that it does not fill. */
function claiming(bytes: Buffer, at: number, width: number, height: number): Buffer {
  const claimed = Buffer.from(bytes);
  claimed.writeUInt16LE(width, at);
  claimed.writeUInt16LE(height, at + 2);
  return claimed;
}

/** A GIF whose only frame is of that size and ends at once: a reader that believes it makes room for all of it. */
function gifBomb(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width);
  size.writeUInt16LE(height, 2);
  const screen = Buffer.concat([Buffer.from("GIF89a"), size, Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])]);
  const frame = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0, 2, 2, 0x4c, 0x01, 0, 0x3b])]);
  return Buffer.concat([screen, frame]);
}

/** A GIF that is a script as well: its size is the beginning of a comment, and the script follows its end. */
async function gifAndScript(): Promise<Buffer> {
  const gif = claiming(await flat(80, 80).gif().toBuffer(), 6, 0x2a2f, 80);
  return Buffer.concat([gif, Buffer.from(`*/=1;alert('planted')//${script}`)]);
}

async function manyFrames(format: "gif" | "webp", frames: number): Promise<Buffer> {
  const [side, channels] = [64, 3] as const;
  const pixels = Buffer.alloc(side * side * channels * frames, 77);
  for (let frame = 0; frame < frames; frame++) pixels[frame * side * side * channels] = frame % 255;
  const raw = { width: side, height: side * frames, channels, pageHeight: side } as const;
  return await sharp(pixels, { raw, limitInputPixels: false }).toFormat(format).toBuffer();
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99" onload="alert(1)">${script}<image href="http://169.254.169.254/"/></svg>`;

/** What is no picture, or none that anybody needs, or one that decodes to more than it may. */
export const refusedFiles: [string, () => Buffer | Promise<Buffer>][] = [
  ["an SVG with a script", () => Buffer.from(svg)],
  ["an SVG behind a byte order mark and blanks", () => Buffer.from(`\ufeff \n<?xml version="1.0"?>${svg}`)],
  ["a compressed SVG", () => gzipSync(svg)],
  ["a page", () => Buffer.from(`<!doctype html>${script}`)],
  ["a page that begins as a GIF", () => Buffer.from(`GIF89a/*${script}*/`)],
  ["a page that begins as a JPEG", () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(script)])],
  ["a PDF", () => Buffer.from("%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF")],
  ["PostScript", () => Buffer.from("%!PS-Adobe-3.0\n(/etc/passwd) (r) file")],
  ["a list of an image program's commands", () => Buffer.from("push graphic-context\nfill 'url(http://127.0.0.1/)'\n")],
  ["a TIFF", () => flat(90, 90).tiff().toBuffer()],
  ["an AVIF", () => flat(90, 90).avif().toBuffer()],
  ["a HEIC by its brand", () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1")],
  ["a BMP", () => Buffer.concat([Buffer.from("BM"), Buffer.alloc(200)])],
  ["an icon", () => Buffer.from([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 24, 0, 0, 1])],
  ["a PNG of 400 million pixels in some kilobytes", () => pngBomb(20_000, 20_000)],
  ["a PNG of one row of two thousand million pixels", () => pngWithSize(2_147_483_647, 1)],
  ["a PNG of no width", () => pngWithSize(0, 10)],
  ["a GIF of 4,000 million pixels in some bytes", () => gifBomb(65_535, 65_535)],
  ["a JPEG that breaks off", async () => (await flat(500, 500).jpeg().toBuffer()).subarray(0, 700)],
  ["a PNG that breaks off", async () => (await flat(500, 500).png().toBuffer()).subarray(0, 90)],
  ["a WebP that breaks off", async () => (await flat(500, 500).webp().toBuffer()).subarray(0, 60)],
  ["a PNG whose checksum is wrong", async () => spoilt(await flat(500, 500).png().toBuffer())],
];

/** Pixels of which a picture is made, whatever else is in the file. */
export const inertFiles: [string, () => Promise<Buffer>][] = [
  ["a GIF that is a script too", gifAndScript],
  [
    "a GIF whose header alone claims 65,535 by 65,535",
    async () => claiming(await flat(80, 80).gif().toBuffer(), 6, 65_535, 65_535),
  ],
  ["a PNG with a script in its text", async () => pngWithScript(await flat(300, 300).png().toBuffer())],
  [
    "a JPEG with a page behind its end",
    async () => Buffer.concat([await flat(300, 300).jpeg().toBuffer(), Buffer.from(script)]),
  ],
  ["a JPEG with a script in its comment and a place in its EXIF", jpegWithPlace],
  ["an animated GIF of 600 frames", () => manyFrames("gif", 600)],
  ["an animated WebP of 300 frames", () => manyFrames("webp", 300)],
  ["a PNG of one pixel", () => flat(1, 1).png().toBuffer()],
  ["a PNG of 25 million pixels in some kilobytes", () => Promise.resolve(pngBomb(5_000, 5_000))],
];

function pngWithSize(width: number, height: number): Buffer {
  const bomb = pngBomb(8, 8);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([bomb.subarray(0, 8), pngChunk("IHDR", header), bomb.subarray(33)]);
}

function spoilt(png: Buffer): Buffer {
  const at = png.indexOf("IDAT") + 8;
  png[at] = (png[at] ?? 0) ^ 0xff;
  return png;
}

async function jpegWithPlace(): Promise<Buffer> {
  const exif = {
    IFD0: { Copyright: "planted owner", ImageDescription: script },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 0/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "11/1 0/1 0/1" },
  };
  const jpeg = await flat(300, 300).withExif(exif).jpeg().toBuffer();
  const comment = Buffer.from(script);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(comment.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe]), length, comment, jpeg.subarray(2)]);
}
