import sharp from "sharp";
import { deflateSync, crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createPictureEncoder } from "./picture-encoder";

const encoder = createPictureEncoder();

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 20, g: 120, b: 90 } } });

/** A PNG whose header claims a size that its few bytes of data do not fill. */
function claimedPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const data = deflateSync(Buffer.alloc(1_000));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script><rect width="10" height="10"/></svg>`;

describe("the picture encoder", () => {
  it.each(["jpeg", "png", "webp", "gif"] as const)("makes squares of WebP of a %s", async (format) => {
    const bytes = await flat(500, 300).toFormat(format).toBuffer();
    const encoded = await encoder.encode(bytes, "AVATAR");
    if (!encoded.ok) throw new Error(encoded.reason);
    const sizes = await Promise.all(encoded.picture.map(({ bytes }) => sharp(bytes).metadata()));
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ["webp", 96, 96],
      ["webp", 320, 320],
    ]);
  });

  it("keeps nothing that a file carries beside its pixels, and turns it upright", async () => {
    const bytes = await flat(400, 200)
      .withExif({ IFD0: { Copyright: "a marked owner" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 0/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const encoded = await encoder.encode(bytes, "COVER");
    if (!encoded.ok) throw new Error(encoded.reason);
    for (const { bytes } of encoded.picture) {
      const { exif, icc, xmp, orientation } = await sharp(bytes).metadata();
      expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined]);
    }
  });

  it("drops what is appended to a picture", async () => {
    const picture = await flat(200, 200).jpeg().toBuffer();
    const encoded = await encoder.encode(Buffer.concat([picture, Buffer.from("<script>alert(1)</script>")]), "AVATAR");
    if (!encoded.ok) throw new Error(encoded.reason);
    for (const { bytes } of encoded.picture) expect(Buffer.from(bytes).includes("<script>")).toBe(false);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["an SVG", Buffer.from(svg)],
    ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
    ["a page that begins as a GIF", Buffer.from("GIF89a/*<script>alert(1)</script>*/")],
    ["a PDF", Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")],
    ["a picture of 900 million pixels", claimedPng(30_000, 30_000)],
    ["a picture that breaks off", claimedPng(2_000, 2_000)],
    ["noise", Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 73) % 256))],
  ])("refuses %s", async (_what, bytes) => {
    expect(await encoder.encode(bytes, "AVATAR")).toEqual({ ok: false, reason: "no_picture" });
  });

  it("refuses formats that nobody needs, whatever the library could read", async () => {
    const tiff = await flat(50, 50).tiff().toBuffer();
    const avif = await flat(50, 50).avif().toBuffer();
    const answers = await Promise.all([encoder.encode(tiff, "AVATAR"), encoder.encode(avif, "AVATAR")]);
    expect(answers).toEqual(Array(2).fill({ ok: false, reason: "no_picture" }));
  });

  it("says that it is busy rather than hold more pictures than two", async () => {
    const bytes = await flat(2_000, 2_000).png().toBuffer();
    const answers = await Promise.all(Array.from({ length: 6 }, () => encoder.encode(bytes, "AVATAR")));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    expect(answers.filter((answer) => !answer.ok)).toEqual(
      Array(4).fill({ ok: false, reason: "busy", retryAfterSeconds: 2 }),
    );
    expect((await encoder.encode(bytes, "AVATAR")).ok).toBe(true);
  });
});
