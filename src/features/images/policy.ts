/** Of an upload, in bytes: a photo of a phone fits. */
export const uploadMaxBytes = 5 * 1024 * 1024;

/** Of a decoded picture, in pixels: more than any phone takes, and a bound on what decoding costs. */
export const pictureMaxPixels = 50_000_000;

/** The formats that are read, told by a file's content and never by its name. */
export const readableFormats = ["jpeg", "png", "webp", "gif"] as const;

/** How an image is kept, in pixels: an avatar as squares for lists and pages, a cover for a phone and for a screen. */
export const imageSizes = {
  AVATAR: [
    { width: 96, height: 96 },
    { width: 320, height: 320 },
  ],
  COVER: [
    { width: 640, height: 336 },
    { width: 1280, height: 672 },
  ],
} as const;

/** Every width that a picture was ever kept in. One that goes out of use stays here, for its files are still to be deleted. */
export const keptWidths: readonly number[] = [96, 320, 640, 1280];

/** From the upload of a picture to its use it is seconds; what was not put to use after so long never will be. */
export const strayMinutes = 60;

/** A cleaner deletes the files of so many pictures at once, and has so long for it before another may take them over. */
export const cleanedAtOnce = 10;
export const cleaningMinutes = 10;
