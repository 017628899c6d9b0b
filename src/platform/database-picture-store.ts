import type { Deps, PictureStore } from "@/core/deps";
import { pictureFile, pictureFolder } from "./picture-file";

/** Keeps pictures in the database: nothing is to be set up, every instance sees them, and every backup has them. */
export function createDatabasePictureStore({ db, statements }: Pick<Deps, "db" | "statements">): PictureStore {
  return {
    async put(imageId, picture) {
      for (const { width } of picture) pictureFile(imageId, width);
      await db.imageFile.createMany({ data: picture.map((file) => ({ imageId, ...file })) });
    },
    async get(imageId, width) {
      pictureFile(imageId, width);
      const [found] = await statements.run<{ bytes: Uint8Array<ArrayBuffer> }>({
        name: "latchkey_read_picture",
        text: `SELECT "bytes" FROM "ImageFile" WHERE "imageId" = $1 AND "width" = $2`,
        values: [imageId, width],
      });
      return found?.bytes ?? null;
    },
    async delete(imageId) {
      await db.imageFile.deleteMany({ where: { imageId: pictureFolder(imageId) } });
    },
  };
}
