import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPictureStore } from "@/platform/picture-store";
import { removeCover, setCover } from "@/features/posts/set-cover";
import { deletePost } from "@/features/posts/delete-post";
import { removeAvatar, setAvatar } from "@/features/profile/set-avatar";
import type { Viewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { startFakeS3, type FakeS3 } from "../../../tests/support/fake-s3";
import { newViewer } from "../../../tests/support/viewer";
import { cleanPictures } from "./clean-pictures";
import { keepPicture, type KeptPicture } from "./keep-picture";
import { imageSizes, keptWidths, strayMinutes } from "./policy";
import { readImage } from "./read-image";
import { storeImage } from "./store-image";

const bytes = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#0b5f4f" } })
  .png()
  .toBuffer();

let s3: FakeS3;
let deps: TestDeps;
beforeEach(async () => {
  s3 = await startFakeS3();
  const ports = createTestDeps();
  deps = createTestDeps({ pictureStore: createPictureStore({ pictureStore: { kind: "s3", ...s3.settings } }, ports) });
});
afterEach(() => s3.close());

async function person(): Promise<Viewer> {
  return await newViewer(deps, (await createUser(deps)).id);
}

async function kept(): Promise<KeptPicture> {
  const outcome = await keepPicture(deps, { bytes, kind: "AVATAR" });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.kept;
}

const avatarOf = async ({ id }: Viewer) => {
  const profile = await deps.db.profile.findUnique({ where: { userId: id } });
  return { imageId: profile?.avatarUrl?.slice("/images/".length) ?? "", size: 96 };
};

const strays = () => deps.db.strayPicture.count();

/** After so long nobody puts a picture to use any more, and each claim of a cleaner has lapsed. */
const later = () => deps.clock.advance({ minutes: strayMinutes + 1 });

it("deletes files of every width that is in use", () => {
  const inUse = Object.values(imageSizes).flatMap((sizes) => sizes.map(({ width }) => width));
  expect(inUse.filter((width) => !keptWidths.includes(width))).toEqual([]);
});

describe("files of a picture", () => {
  it("lie in the store alone once it is in use, and nothing waits to be deleted", async () => {
    const viewer = await person();
    expect(await setAvatar(deps, viewer, { bytes })).toEqual({ ok: true });
    later();
    await cleanPictures(deps);
    expect([s3.objects.size, await strays(), await deps.db.imageFile.count()]).toEqual([2, 0, 0]);
    expect(await readImage(deps, viewer, await avatarOf(viewer))).not.toBeNull();
  });

  it("are deleted where the process ended before they were put to use, and not while they still may be", async () => {
    await kept();
    await cleanPictures(deps);
    expect(s3.objects.size).toBe(2);
    later();
    await cleanPictures(deps);
    expect([s3.objects.size, await strays()]).toEqual([0, 0]);
  });

  it("are deleted where the transaction that would put them to use is rolled back", async () => {
    const { id: ownerId } = await person();
    const picture = await kept();
    const broken = deps.db.$transaction(async (tx) => {
      await storeImage(deps, tx, { ownerId, kept: picture });
      throw new Error("no more");
    });
    await expect(broken).rejects.toThrow("no more");
    expect(await deps.db.image.count()).toBe(0);
    later();
    await cleanPictures(deps);
    expect([s3.objects.size, await strays()]).toEqual([0, 0]);
  });

  it("are put to use or deleted, never both, when the two come at the same moment", async () => {
    const { id: ownerId } = await person();
    for (let round = 0; round < 20; round++) {
      const picture = await kept();
      later();
      const [used] = await Promise.allSettled([
        deps.db.$transaction((tx) => storeImage(deps, tx, { ownerId, kept: picture })),
        cleanPictures(deps),
        cleanPictures(deps),
      ]);
      const isUsed = used.status === "fulfilled";
      expect(await deps.db.image.count({ where: { id: picture.imageId } })).toBe(isUsed ? 1 : 0);
      expect(s3.objects.has(`${picture.imageId}/96.webp`)).toBe(isUsed);
    }
    expect(await strays()).toBe(0);
  });

  it.each<[string, (viewer: Viewer, postId: string) => Promise<unknown>]>([
    [
      "avatar and cover are removed",
      async (viewer, postId) => {
        await removeAvatar(deps, viewer);
        await removeCover(deps, viewer, { postId });
      },
    ],
    [
      "the avatar is removed and the post deleted",
      async (viewer, postId) => {
        await removeAvatar(deps, viewer);
        await deletePost(deps, viewer, { postId });
      },
    ],
    ["the owner is deleted", ({ id }) => deps.db.user.delete({ where: { id } })],
  ])("are deleted when %s", async (_what, remove) => {
    const viewer = await person();
    const { id: postId } = await deps.db.post.create({ data: { title: "On keys", content: "", authorId: viewer.id } });
    await setAvatar(deps, viewer, { bytes });
    await setCover(deps, viewer, { postId, bytes });
    expect(s3.objects.size).toBe(4);
    await remove(viewer, postId);
    await cleanPictures(deps);
    expect([s3.objects.size, await strays()]).toEqual([0, 0]);
  });

  it("are deleted when another picture takes the place", async () => {
    const viewer = await person();
    await setAvatar(deps, viewer, { bytes });
    const before = [...s3.objects.keys()];
    await setAvatar(deps, viewer, { bytes });
    await cleanPictures(deps);
    expect(s3.objects.size).toBe(2);
    expect(before.filter((key) => s3.objects.has(key))).toEqual([]);
  });

  it("go from the database in the transaction that deletes their image", async () => {
    const viewer = await person();
    const inDatabase = createTestDeps({ random: { ...deps.random, id: randomUUID } });
    await setAvatar(inDatabase, viewer, { bytes });
    expect(await deps.db.imageFile.count()).toBe(2);
    await deps.db.user.delete({ where: { id: viewer.id } });
    expect(await deps.db.imageFile.count()).toBe(0);
  });
});

describe("the cleaner", () => {
  async function leave(pictures: number): Promise<void> {
    for (let picture = 0; picture < pictures; picture++) await kept();
    later();
  }

  it("tries again what the store did not delete, until it is done", async () => {
    await leave(3);
    s3.behave("busy");
    await expect(cleanPictures(deps)).rejects.toMatchObject({ code: "SlowDown" });
    expect([s3.objects.size, await strays()]).toEqual([6, 3]);
    s3.behave("ok");
    await cleanPictures(deps);
    expect(s3.objects.size).toBe(6);
    later();
    await cleanPictures(deps);
    expect([s3.objects.size, await strays()]).toEqual([0, 0]);
  });

  it("repeats a deletion whose answer was lost", async () => {
    await leave(1);
    s3.behave("half");
    await expect(cleanPictures(deps)).rejects.toThrow();
    expect([s3.objects.size, await strays()]).toEqual([0, 1]);
    s3.behave("ok");
    later();
    await cleanPictures(deps);
    expect(await strays()).toBe(0);
  });

  it("is held up by no picture that cannot be deleted", async () => {
    await leave(25);
    const [first] = await deps.db.strayPicture.findMany({ orderBy: { dueAt: "asc" }, take: 1 });
    const stubborn = first?.imageId ?? "";
    const pictureStore = {
      ...deps.pictureStore,
      delete: (imageId: string) =>
        imageId === stubborn ? Promise.reject(new Error("stubborn")) : deps.pictureStore.delete(imageId),
    };
    for (let round = 0; round < 2; round++)
      await cleanPictures({ ...deps, pictureStore }).catch((error: unknown) =>
        expect(String(error)).toContain("stubborn"),
      );
    expect(await deps.db.strayPicture.findMany({ select: { imageId: true } })).toEqual([{ imageId: stubborn }]);
  });

  it("deletes each picture once where several instances clean at the same moment", async () => {
    await leave(25);
    const deleted: string[] = [];
    const pictureStore = {
      ...deps.pictureStore,
      delete: async (imageId: string) => {
        deleted.push(imageId);
        await deps.pictureStore.delete(imageId);
      },
    };
    await Promise.all(Array.from({ length: 4 }, () => cleanPictures({ ...deps, pictureStore })));
    expect([deleted.length, new Set(deleted).size, s3.objects.size, await strays()]).toEqual([25, 25, 0, 0]);
  });
});

describe("a store that is away", () => {
  it.each(["busy", "reset", "half"] as const)("leaves everything as it was where it does %s", async (behaviour) => {
    const viewer = await person();
    await setAvatar(deps, viewer, { bytes });
    const before = await avatarOf(viewer);
    s3.behave(behaviour);
    expect(await setAvatar(deps, viewer, { bytes })).toEqual({ ok: false, reason: "away" });
    s3.behave("ok");
    expect(await avatarOf(viewer)).toEqual(before);
    expect(await readImage(deps, viewer, before)).not.toBeNull();
    expect(await deps.db.image.count()).toBe(1);
    later();
    await cleanPictures(deps);
    expect([s3.objects.size, await strays()]).toEqual([2, 0]);
  });

  it("says so in the log by the service's code, and nothing of its key", async () => {
    const wrong = { kind: "s3" as const, ...s3.settings, secretAccessKey: "a marked secret" };
    const pictureStore = createPictureStore({ pictureStore: wrong }, deps);
    expect(await setAvatar({ ...deps, pictureStore }, await person(), { bytes })).toEqual({
      ok: false,
      reason: "away",
    });
    expect(deps.logged.map(({ event }) => event)).toEqual(["picture_store_failed"]);
    expect(JSON.stringify(deps.logged)).not.toContain("a marked secret");
  });

  it("is an outage to who reads, and never a picture that is none", async () => {
    const viewer = await person();
    await setAvatar(deps, viewer, { bytes });
    s3.behave("busy");
    await expect(readImage(deps, viewer, await avatarOf(viewer))).rejects.toMatchObject({ code: "SlowDown" });
  });
});

describe("reading", () => {
  it("asks the store for nothing that the asker may not see, and for no width that a kind has not", async () => {
    const viewer = await person();
    await setAvatar(deps, viewer, { bytes });
    const avatar = await avatarOf(viewer);
    const before = s3.calls();
    expect(await readImage(deps, await person(), avatar)).toBeNull();
    expect(await readImage(deps, viewer, { ...avatar, size: 640 })).toBeNull();
    expect(await readImage(deps, viewer, { ...avatar, imageId: randomUUID() })).toBeNull();
    const unused = await kept();
    expect(await readImage(deps, viewer, { imageId: unused.imageId, size: 96 })).toBeNull();
    // Of the four nothing but the new picture's two files.
    expect(s3.calls() - before).toBe(2);
  });

  it("answers as for no image where the file is missing, and says so in the log", async () => {
    const viewer = await person();
    await setAvatar(deps, viewer, { bytes });
    s3.objects.clear();
    expect(await readImage(deps, viewer, await avatarOf(viewer))).toBeNull();
    expect(deps.logged.map(({ event }) => event)).toEqual(["picture_missing"]);
  });
});
