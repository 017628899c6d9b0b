import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { EncodedPicture, PictureStore } from "@/core/deps";
import { inTime } from "./in-time";
import { pictureFile, pictureFolder } from "./picture-file";

type Options = { dir: string; deadlineMs: number };

/**
 * Keeps pictures as files, closed to other users of the machine. A file appears whole or not at all. The folder itself is not made: where
 * it is missing, a disk may be. One of the network that hangs keeps nobody waiting for longer than the deadline.
 */
export function createFolderPictureStore({ dir, deadlineMs }: Options): PictureStore {
  async function write(imageId: string, picture: EncodedPicture): Promise<void> {
    const folder = path.join(dir, pictureFolder(imageId));
    const files = picture.map(({ width, bytes }) => ({ file: path.join(dir, pictureFile(imageId, width)), bytes }));
    await mkdir(folder, { mode: 0o700 });
    for (const { file, bytes } of files) {
      // What a crash leaves of it lies in the picture's own folder, and goes with that.
      const part = `${file}.${randomUUID()}.part`;
      await writeFile(part, bytes, { flag: "wx", mode: 0o600, flush: true });
      await rename(part, file);
    }
    for (const changed of [folder, dir]) await syncFolder(changed);
  }

  return {
    put: (imageId, picture) => inTime(write(imageId, picture), deadlineMs),
    get: async (imageId, width) =>
      await inTime(readFile(path.join(dir, pictureFile(imageId, width))).catch(nullWhereMissing), deadlineMs),
    delete: async (imageId) =>
      await inTime(rm(path.join(dir, pictureFolder(imageId)), { recursive: true, force: true }), deadlineMs),
  };
}

/** So that a new name in it outlives a failing power supply too. Windows knows no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

function nullWhereMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
