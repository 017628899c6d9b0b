import type { Deps, PictureStore } from "@/core/deps";
import { createDatabasePictureStore } from "./database-picture-store";
import type { Env } from "./env";
import { createFolderPictureStore } from "./folder-picture-store";
import { createS3PictureStore } from "./s3-picture-store";

/** For one picture, read, written or deleted. A page shows its text meanwhile. */
const storeDeadlineMs = 4_000;

/**
 * The store that the environment chooses. One outside of the database stands in front of it: what was kept there before is still found,
 * so a site moves out of the database by setting a variable.
 */
export function createPictureStore(
  { pictureStore }: Pick<Env, "pictureStore">,
  ports: Pick<Deps, "db" | "statements">,
): PictureStore {
  const database = createDatabasePictureStore(ports);
  const outside = openOutside(pictureStore, storeDeadlineMs);
  if (!outside) return database;
  return {
    put: (imageId, picture) => outside.put(imageId, picture),
    get: async (imageId, width) => (await outside.get(imageId, width)) ?? (await database.get(imageId, width)),
    async delete(imageId) {
      await outside.delete(imageId);
      await database.delete(imageId);
    },
  };
}

/** Null where pictures lie in the database. */
export function openOutside(settings: Env["pictureStore"], deadlineMs: number): PictureStore | null {
  switch (settings.kind) {
    case "database":
      return null;
    case "folder":
      return createFolderPictureStore({ ...settings, deadlineMs });
    case "s3":
      return createS3PictureStore({ ...settings, deadlineMs });
  }
}
