import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDeps } from "../../tests/support/deps";
import { startFakeS3, type FakeS3, type S3Behaviour } from "../../tests/support/fake-s3";
import { amongGarbageCollections } from "../../tests/support/garbage";
import { untilOneHolds } from "../../tests/support/pace";
import { createDatabasePictureStore } from "./database-picture-store";
import { createFolderPictureStore } from "./folder-picture-store";
import { createPictureStore } from "./picture-store";
import { describePictureStore } from "./picture-store-contract";
import { bucketUrl, createS3PictureStore } from "./s3-picture-store";

const patient = { deadlineMs: 10_000 };
const hasty = { deadlineMs: 200 };
const picture = [96, 320].map((width) => ({ width, bytes: new Uint8Array(5_000).fill(width % 256) }));

const filesOf = async (dir: string) =>
  (await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile());

describePictureStore("pictures in the database", () => {
  const deps = createTestDeps();
  return Promise.resolve({
    store: createDatabasePictureStore(deps),
    files: () => deps.db.imageFile.count(),
    fail: async () => {
      await deps.db.$executeRaw`ALTER TABLE "ImageFile" RENAME TO "ImageFileAway"`;
    },
    recover: async () => {
      await deps.db.$executeRaw`ALTER TABLE "ImageFileAway" RENAME TO "ImageFile"`;
    },
    close: () => Promise.resolve(),
  });
});

describePictureStore("pictures in a folder", async () => {
  const outer = await mkdtemp(path.join(tmpdir(), "latchkey-pictures-"));
  const dir = path.join(outer, "pictures");
  await mkdir(dir);
  return {
    store: createFolderPictureStore({ dir, ...patient }),
    files: async () => (await filesOf(dir)).length,
    fail: async () => {
      await rename(dir, `${dir}-away`);
      await writeFile(dir, "");
    },
    recover: async () => {
      await rm(dir);
      await rename(`${dir}-away`, dir);
    },
    close: () => rm(outer, { recursive: true }),
  };
});

describePictureStore("pictures in a bucket", async () => {
  const s3 = await startFakeS3();
  return {
    store: createS3PictureStore({ ...s3.settings, ...patient }),
    files: () => Promise.resolve(s3.objects.size),
    fail: () => s3.behave("reset"),
    recover: () => s3.behave("ok"),
    close: () => s3.close(),
  };
});

describe("a folder of pictures", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "latchkey-pictures-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it("is closed to other users of the machine, file by file", async () => {
    const imageId = randomUUID();
    await createFolderPictureStore({ dir, ...patient }).put(imageId, picture);
    const modeOf = async (...names: string[]) => ((await stat(path.join(dir, ...names))).mode & 0o777).toString(8);
    expect([await modeOf(imageId), await modeOf(imageId, "96.webp")]).toEqual(["700", "600"]);
  });

  it("is not made where it is missing, for that may be a disk", async () => {
    const store = createFolderPictureStore({ dir: path.join(dir, "missing"), ...patient });
    await expect(store.put(randomUUID(), picture)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("never shows a half of a file, whenever it is looked at", async () => {
    const store = createFolderPictureStore({ dir, ...patient });
    const imageId = randomUUID();
    const large = [{ width: 96, bytes: new Uint8Array(8_000_000).fill(7) }];
    const putting = store.put(imageId, large);
    const seen = new Set<number>();
    let done = false;
    void putting.finally(() => (done = true));
    while (!done) seen.add((await store.get(imageId, 96))?.length ?? 0);
    await putting;
    expect([...seen].filter((length) => length !== 0 && length !== 8_000_000)).toEqual([]);
  });

  it("loses with a picture what a crash left of its writing", async () => {
    const store = createFolderPictureStore({ dir, ...patient });
    const imageId = randomUUID();
    await store.put(imageId, picture);
    await writeFile(path.join(dir, imageId, `320.webp.${randomUUID()}.part`), "half");
    await store.delete(imageId);
    expect(await readdir(dir)).toEqual([]);
  });

  it("keeps nobody waiting who reads from one that hangs", async () => {
    const imageId = randomUUID();
    await createFolderPictureStore({ dir, ...patient }).put(imageId, picture);
    const file = path.join(dir, imageId, "96.webp");
    await rm(file);
    await promisify(execFile)("mkfifo", [file]);
    await expect(createFolderPictureStore({ dir, ...hasty }).get(imageId, 96)).rejects.toThrow("timeout");
    // Somebody who writes lets go of who is still reading.
    await (await open(file, "w")).close();
  });
});

describe("a bucket of pictures", () => {
  let s3: FakeS3;
  beforeEach(async () => {
    s3 = await startFakeS3();
  });
  afterEach(() => s3.close());

  it("is asked under the same names as a folder has, so that one is copied to the other", async () => {
    const imageId = randomUUID();
    await createS3PictureStore({ ...s3.settings, ...patient }).put(imageId, picture);
    expect([...s3.objects.keys()].sort()).toEqual([`${imageId}/320.webp`, `${imageId}/96.webp`]);
  });

  it("stands before the host, or in the path where a server wants that", () => {
    const endpoint = "https://s3.eu-central-1.amazonaws.com";
    expect(bucketUrl({ endpoint, bucket: "pictures", pathStyle: false })).toBe(
      "https://pictures.s3.eu-central-1.amazonaws.com",
    );
    expect(bucketUrl({ endpoint, bucket: "pictures", pathStyle: true })).toBe(`${endpoint}/pictures`);
  });

  it.each([
    ["a wrong key", { secretAccessKey: "another" }, "SignatureDoesNotMatch"],
    ["an unknown key", { accessKeyId: "another" }, "InvalidAccessKeyId"],
    ["another region", { region: "us-test-1" }, "SignatureDoesNotMatch"],
    ["a bucket that is none", { bucket: "others" }, "NoSuchBucket"],
  ])("throws what the service says to %s, when it writes, reads and deletes", async (_what, changes, code) => {
    const store = createS3PictureStore({ ...s3.settings, ...changes, ...patient });
    const imageId = randomUUID();
    await expect(store.put(imageId, picture)).rejects.toMatchObject({ code });
    await expect(store.get(imageId, 96)).rejects.toMatchObject({ code });
    await expect(store.delete(imageId)).rejects.toMatchObject({ code });
    expect(s3.objects.size).toBe(0);
  });

  it.each<S3Behaviour>(["hang", "stall"])(
    "gives up at its deadline where the service does %s, whatever is collected as garbage meanwhile",
    async (behaviour) => {
      const imageId = randomUUID();
      await createS3PictureStore({ ...s3.settings, ...patient }).put(imageId, picture);
      s3.behave(behaviour);
      const round = async () => {
        const before = performance.now();
        await amongGarbageCollections(async () => {
          await expect(createS3PictureStore({ ...s3.settings, ...hasty }).get(imageId, 96)).rejects.toThrow("timeout");
        });
        return performance.now() - before;
      };
      expect(await untilOneHolds(round, (tookMs) => tookMs < 2_000)).toBeLessThan(2_000);
    },
  );

  it.each<S3Behaviour>(["busy", "reset"])(
    "asks once, and again only when it is asked again, where it does %s",
    async (behaviour) => {
      s3.behave(behaviour);
      const before = s3.calls();
      await expect(createS3PictureStore({ ...s3.settings, ...patient }).get(randomUUID(), 96)).rejects.toThrow();
      expect(s3.calls() - before).toBe(1);
    },
  );

  it("tells its key to nobody, in no error", async () => {
    s3.behave("busy");
    const refusal: unknown = await createS3PictureStore({ ...s3.settings, ...patient })
      .get(randomUUID(), 96)
      .catch((error: unknown) => error);
    expect(JSON.stringify([String(refusal), refusal])).not.toContain(s3.settings.secretAccessKey);
  });
});

describe("a store outside of the database", () => {
  it("finds what was kept in the database before, and deletes it there too", async () => {
    const deps = createTestDeps();
    const dir = await mkdtemp(path.join(tmpdir(), "latchkey-pictures-"));
    const store = createPictureStore({ pictureStore: { kind: "folder", dir } }, deps);
    const [older, newer] = [randomUUID(), randomUUID()];
    await deps.pictureStore.put(older, picture);
    await store.put(newer, picture);
    expect(await deps.db.imageFile.count({ where: { imageId: newer } })).toBe(0);
    expect(await readFile(path.join(dir, newer, "96.webp"))).toHaveLength(5_000);
    for (const imageId of [older, newer]) {
      expect(await store.get(imageId, 320)).toHaveLength(5_000);
      await store.delete(imageId);
      expect(await store.get(imageId, 320)).toBeNull();
    }
    expect([await deps.db.imageFile.count(), await readdir(dir)]).toEqual([0, []]);
    await rm(dir, { recursive: true });
  });
});
