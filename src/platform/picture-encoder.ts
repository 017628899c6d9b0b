import sharp from "sharp";
import type { PictureEncoder } from "@/core/deps";
import { imageSizes, pictureMaxPixels, readableFormats } from "@/features/images/policy";

/** Decoding takes up to 200 MB for the largest picture, so only so many are under way in one process. */
const atOnce = 2;
const deadlineSeconds = 5;
const retryAfterSeconds = 2;
const webpQuality = 80;

// Of libvips' many readers those alone that are needed: what is no picture by its content reaches no SVG, PDF or script of a format.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadNsgifBuffer",
  ],
});
sharp.cache(false);
sharp.concurrency(1);

/** Makes WebP of what was sent, by pixels alone: names, places and whatever else a file carries beside its picture stay behind. */
export function createPictureEncoder(): PictureEncoder {
  let running = 0;
  return {
    async encode(bytes, kind) {
      if (running >= atOnce) return { ok: false, reason: "busy", retryAfterSeconds };
      running += 1;
      try {
        return await encodeSizes(bytes, kind);
      } finally {
        running -= 1;
      }
    },
  };
}

async function encodeSizes(bytes: Uint8Array, kind: keyof typeof imageSizes): ReturnType<PictureEncoder["encode"]> {
  const options = { limitInputPixels: pictureMaxPixels, failOn: "error", pages: 1 } as const;
  try {
    const { format } = await sharp(bytes, options).metadata();
    if (!readableFormats.some((readable) => readable === format)) return { ok: false, reason: "no_picture" };
    const picture = [];
    for (const { width, height } of imageSizes[kind]) {
      const encoded = await sharp(bytes, options)
        .timeout({ seconds: deadlineSeconds })
        .autoOrient()
        .resize(width, height, { fit: "cover" })
        .webp({ quality: webpQuality })
        .toBuffer();
      picture.push({ width, bytes: new Uint8Array(encoded) });
    }
    return { ok: true, picture };
  } catch {
    // What libvips cannot read, or will not within its bounds, is the sender's; its message may quote the file.
    return { ok: false, reason: "no_picture" };
  }
}
