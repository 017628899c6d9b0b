import { randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EncodedPicture, PictureStore } from "@/core/deps";

/** A driver with the place where it keeps pictures. */
export type PictureStand = {
  store: PictureStore;
  /** How many files lie there, whole or not. */
  files(): Promise<number>;
  /** From now on nothing gets through, until `recover`. */
  fail(): Promise<void> | void;
  recover(): Promise<void> | void;
  close(): Promise<void>;
};

/** Of the sizes of real ones, and compressible by nobody. */
function newPicture(): EncodedPicture {
  return [
    { width: 96, bytes: new Uint8Array(randomBytes(2_000)) },
    { width: 320, bytes: new Uint8Array(randomBytes(90_000)) },
  ];
}

const own = "3f0e1c52-7a44-4c1d-9d0e-5f6a7b8c9d0e";

const foreignIds = [
  "",
  ".",
  "..",
  "../../etc",
  "/etc/passwd",
  `${own}/..`,
  `../${own}`,
  own.toUpperCase(),
  `${own}\n`,
  `${own}\0`,
  "%2e%2e",
  "nobody",
];

/** What every driver of the picture store guarantees. A driver's own test file says what only it can do. */
export function describePictureStore(driver: string, openStand: () => Promise<PictureStand>): void {
  let stand: PictureStand;
  beforeEach(async () => {
    stand = await openStand();
  });
  afterEach(async () => {
    await stand.close();
  });

  async function expectKept(imageId: string, picture: EncodedPicture): Promise<void> {
    for (const { width, bytes } of picture) {
      const kept = await stand.store.get(imageId, width);
      expect(kept && Buffer.compare(kept, bytes)).toBe(0);
    }
  }

  describe(driver, () => {
    it("gives back each width byte by byte", async () => {
      const [imageId, picture] = [randomUUID(), newPicture()];
      await stand.store.put(imageId, picture);
      await expectKept(imageId, picture);
      expect(await stand.files()).toBe(2);
    });

    it("answers null for a picture and for a width that is not there", async () => {
      const imageId = randomUUID();
      expect(await stand.store.get(imageId, 96)).toBeNull();
      await stand.store.put(imageId, newPicture());
      expect(await stand.store.get(imageId, 1280)).toBeNull();
    });

    it("deletes every width of one picture and nothing of another, also the second time", async () => {
      const [gone, stays, picture] = [randomUUID(), randomUUID(), newPicture()];
      await stand.store.put(gone, newPicture());
      await stand.store.put(stays, picture);
      for (let time = 0; time < 2; time++) await stand.store.delete(gone);
      expect(await stand.store.get(gone, 96)).toBeNull();
      await expectKept(stays, picture);
      expect(await stand.files()).toBe(2);
    });

    it("keeps many that come at once apart", async () => {
      const pictures = Array.from({ length: 20 }, () => ({ imageId: randomUUID(), picture: newPicture() }));
      await Promise.all(pictures.map(({ imageId, picture }) => stand.store.put(imageId, picture)));
      await Promise.all(pictures.map(({ imageId, picture }) => expectKept(imageId, picture)));
      await Promise.all(pictures.map(({ imageId }) => stand.store.delete(imageId)));
      expect(await stand.files()).toBe(0);
    });

    it("throws while the place is away, never taking that for a picture that is none, and goes on when it is back", async () => {
      const [imageId, picture] = [randomUUID(), newPicture()];
      await stand.store.put(imageId, picture);
      await stand.fail();
      await expect(stand.store.get(imageId, 96)).rejects.toThrow();
      await expect(stand.store.put(randomUUID(), newPicture())).rejects.toThrow();
      await expect(stand.store.delete(imageId)).rejects.toThrow();
      await stand.recover();
      await expectKept(imageId, picture);
      await stand.store.delete(imageId);
      expect(await stand.files()).toBe(0);
    });

    it.each(foreignIds)("touches nothing by a name that is no id of ours: %j", async (imageId) => {
      await stand.store.put(own, newPicture());
      await expect(stand.store.get(imageId, 96)).rejects.toThrow("no id of a picture");
      await expect(stand.store.put(imageId, newPicture())).rejects.toThrow("no id of a picture");
      await expect(stand.store.delete(imageId)).rejects.toThrow("no id of a picture");
      expect(await stand.files()).toBe(2);
    });

    it.each([0, -1, 95, 96.5, 1e9, NaN])("touches nothing by a width that is none of ours: %d", async (width) => {
      await expect(stand.store.get(own, width)).rejects.toThrow("no width of a picture");
      const bytes = new Uint8Array(1);
      await expect(stand.store.put(own, [{ width, bytes }])).rejects.toThrow("no width of a picture");
      expect(await stand.files()).toBe(0);
    });
  });
}
