import { keptWidths } from "@/features/images/policy";

/** The folder of a picture's files, in a file system as in a bucket. Ids are of our own making: nothing else ever names a path. */
export function pictureFolder(imageId: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(imageId)) throw new TypeError("This is no id of a picture.");
  return imageId;
}

export function pictureFile(imageId: string, width: number): string {
  if (!keptWidths.includes(width)) throw new TypeError("This is no width of a picture.");
  return `${pictureFolder(imageId)}/${width}.webp`;
}
