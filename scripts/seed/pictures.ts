import sharp from "sharp";
import type { EncodedPicture, PictureEncoder } from "@/core/deps";
import { createDice, type Dice } from "./dice";

/** As many different ones are drawn; people and posts share them. */
const coversDrawn = 8;
const avatarsDrawn = 16;

export type DemoPictures = { covers: EncodedPicture[]; avatars: EncodedPicture[] };

/**
 * Pictures of nobody and nothing, drawn here and encoded as any upload is.
 *
 * @throws where one cannot be encoded
 */
export async function drawPictures({ pictures }: { pictures: PictureEncoder }): Promise<DemoPictures> {
  const dice = createDice(2);
  const covers: EncodedPicture[] = [];
  for (let drawn = 0; drawn < coversDrawn; drawn++) covers.push(await encode(pictures, "COVER", drawCover(dice)));
  const avatars: EncodedPicture[] = [];
  for (let drawn = 0; drawn < avatarsDrawn; drawn++) avatars.push(await encode(pictures, "AVATAR", drawAvatar(dice)));
  return { covers, avatars };
}

type Drawing = { width: number; height: number; colorAt: (x: number, y: number) => Color };
type Color = readonly [red: number, green: number, blue: number];

/** One at a time, for the encoder refuses to do many at once. */
async function encode(pictures: PictureEncoder, kind: "COVER" | "AVATAR", drawing: Drawing): Promise<EncodedPicture> {
  const { width, height, colorAt } = drawing;
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (const part of colorAt(x, y)) pixels[at++] = part;
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const encoded = await pictures.encode(png, kind);
  if (!encoded.ok) throw new Error("A picture could not be encoded.");
  return encoded.picture;
}

/** Hills before an evening sky, with a low sun. */
function drawCover(dice: Dice): Drawing {
  const [width, height] = [640, 336];
  const hue = dice.below(360);
  const sun = { x: 120 + dice.below(400), y: 70 + dice.below(70), radius: 24 + dice.below(20) };
  const hills = [0, 1, 2, 3].map((row) => ({
    base: 150 + row * 48,
    waves: [0, 1, 2].map((wave) => ({
      tall: 26 / (wave + 1),
      long: (90 + dice.below(120)) / (wave + 1),
      at: dice.below(600),
    })),
    color: toRgb(hue + 20 + row * 12, 0.42, 0.52 - row * 0.11),
  }));
  const tops = hills.map(({ base, waves }) =>
    Array.from({ length: width }, (_, x) =>
      waves.reduce((y, { tall, long, at }) => y + tall * Math.sin((x + at) / long), base),
    ),
  );
  const sky = Array.from({ length: height }, (_, y) => toRgb(hue + 170 + y / 8, 0.5, 0.66 + y / 1400));
  const sunlight = toRgb(hue + 200, 0.7, 0.9);
  const colorAt = (x: number, y: number): Color => {
    const hill = hills.findLast((_, row) => y >= (tops[row]?.[x] ?? height));
    if (hill) return hill.color;
    const isSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.radius ** 2;
    return isSun ? sunlight : (sky[y] ?? sunlight);
  };
  return { width, height, colorAt };
}

/** A mirrored pattern of five by five, of which no two are likely to be alike. */
function drawAvatar(dice: Dice): Drawing {
  const hue = dice.below(360);
  const [ground, figure] = [toRgb(hue, 0.45, 0.88), toRgb(hue + 15, 0.5, 0.42)];
  const cells = Array.from({ length: 15 }, () => dice.chance(0.55));
  const side = 160;
  const margin = 25;
  const colorAt = (x: number, y: number): Color => {
    const [column, row] = [x, y].map((at) => Math.floor((at - margin) / ((side - 2 * margin) / 5)));
    if (column === undefined || row === undefined || Math.min(column, row) < 0 || Math.max(column, row) > 4)
      return ground;
    return cells[row * 3 + Math.min(column, 4 - column)] ? figure : ground;
  };
  return { width: side, height: side, colorAt };
}

/** From hue in degrees, saturation and lightness (CSS Color 4, 7.1). */
function toRgb(hue: number, saturation: number, lightness: number): Color {
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}
