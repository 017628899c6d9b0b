import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { imageInputSchema, readImage } from "@/features/images/read-image";
import { takeUpload } from "@/features/images/take-upload";
import type { Viewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { getProfile } from "./get-profile";
import { getPublicProfile } from "./get-public-profile";
import { saveProfile } from "./save-profile";
import { pictureAddressSchema, profileSchema } from "./schema";
import { removeAvatar, setAvatar, setAvatarFrom } from "./set-avatar";

const profile = { name: "Ada", bio: "", age: null, isPublic: false };

async function person(deps: TestDeps, fields: Parameters<typeof createUser>[1] = {}) {
  return await newViewer(deps, (await createUser(deps, fields)).id);
}

const picture = (red: number) =>
  sharp({ create: { width: 400, height: 400, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

async function avatarOf(deps: TestDeps, viewer: Viewer): Promise<{ imageId: string; size: number }> {
  const { avatarUrl } = await getProfile(deps, viewer);
  return { imageId: avatarUrl?.slice("/images/".length) ?? "", size: 320 };
}

describe("a profile", () => {
  it("is empty and private until its owner writes it", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps, { name: "Grace" });
    expect(await getProfile(deps, viewer)).toEqual({
      ...profile,
      name: "Grace",
      avatarUrl: null,
      memberSince: expect.any(Date) as Date,
    });
    expect(await getPublicProfile(deps, { userId: viewer.id })).toBeNull();
  });

  it("shows everybody name, text and since when, and neither address nor age, once its owner chose so", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await saveProfile(deps, viewer, { name: "Grace", bio: "Compilers.", age: 44, isPublic: true });
    const found = await getPublicProfile(deps, { userId: viewer.id });
    expect(found).toEqual({
      id: viewer.id,
      name: "Grace",
      bio: "Compilers.",
      avatarUrl: null,
      memberSince: expect.any(Date) as Date,
    });
  });

  it("is taken back at once, with the picture", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await saveProfile(deps, viewer, { ...profile, isPublic: true });
    await setAvatar(deps, viewer, { bytes: await picture(1) });
    const avatar = await avatarOf(deps, viewer);
    expect(await readImage(deps, null, avatar)).not.toBeNull();
    await saveProfile(deps, viewer, profile);
    expect(await getPublicProfile(deps, { userId: viewer.id })).toBeNull();
    expect(await readImage(deps, null, avatar)).toBeNull();
  });

  it.each([{ suspendedAt: new Date() }, { isVerified: false }])(
    "is nobody's to see where the owner is %o",
    async (state) => {
      const deps = createTestDeps();
      const viewer = await person(deps);
      await saveProfile(deps, viewer, { ...profile, isPublic: true });
      await setAvatar(deps, viewer, { bytes: await picture(1) });
      await deps.db.user.update({ where: { id: viewer.id }, data: state });
      expect(await getPublicProfile(deps, { userId: viewer.id })).toBeNull();
      expect(await readImage(deps, null, await avatarOf(deps, viewer))).toBeNull();
    },
  );

  it("writes what changed into the audit log, and nothing of what was written", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await saveProfile(deps, viewer, { name: "A marked name", bio: "A marked text", age: 77, isPublic: true });
    const events = await deps.db.auditEvent.findMany({
      where: { subjectId: viewer.id, name: { startsWith: "profile." } },
      orderBy: { number: "asc" },
    });
    expect(events.map(({ name, details }) => [name, details])).toEqual([
      ["profile.changed", {}],
      ["profile.published", { isPublic: true }],
    ]);
  });

  it("is saved sixty times an hour and not more often, which the log tells", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    const outcomes = [];
    for (let round = 0; round < 61; round++) outcomes.push(await saveProfile(deps, viewer, profile));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(60);
    expect(outcomes.at(-1)).toMatchObject({ ok: false, reason: "limited" });
    expect(deps.refused).toMatchObject([{ name: "profile.refused", reason: "limited", subjectId: viewer.id }]);
  });
});

describe("what a profile's form takes", () => {
  it.each(["-1", "12", "131", "2147483648", "1e400", "12abc", "13.5", "٣٠", "0x20", "NaN"])(
    "refuses the age %s",
    (age) => {
      expect(profileSchema.safeParse({ name: "Ada", age }).success).toBe(false);
    },
  );

  it.each([
    ["13", 13],
    [" 130 ", 130],
    ["", null],
  ])("takes the age %j as %j", (age, expected) => {
    expect(profileSchema.parse({ name: "Ada", age }).age).toBe(expected);
  });

  it("keeps line breaks of the text as one kind, and refuses other control characters and more than its length", () => {
    expect(profileSchema.parse({ name: "Ada", bio: " one\r\ntwo\rthree " }).bio).toBe("one\ntwo\nthree");
    for (const bio of ["a\u0000b", "a\u001bb", "a\u202eb", "x".repeat(1_001)])
      expect(profileSchema.safeParse({ name: "Ada", bio }).success).toBe(false);
  });
});

describe("an avatar", () => {
  it("is its owner's and an administrator's to see while the profile is private", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await setAvatar(deps, viewer, { bytes: await picture(1) });
    const avatar = await avatarOf(deps, viewer);
    const others = [null, await person(deps), await person(deps, { role: "MODERATOR" })];
    const all = [...others, viewer, await person(deps, { role: "ADMIN" })];
    const seen = await Promise.all(all.map((asker) => readImage(deps, asker, avatar)));
    expect(seen.map((bytes) => bytes !== null)).toEqual([false, false, false, true, true]);
  });

  it("takes the place of the one before, which is deleted", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await setAvatar(deps, viewer, { bytes: await picture(1) });
    const before = await avatarOf(deps, viewer);
    await setAvatar(deps, viewer, { bytes: await picture(200) });
    expect(await readImage(deps, viewer, before)).toBeNull();
    expect(await readImage(deps, viewer, await avatarOf(deps, viewer))).not.toBeNull();
    expect(await deps.db.image.count({ where: { ownerId: viewer.id } })).toBe(1);
  });

  it("is one, with one image, however many are sent at the same moment", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    const encoded = await deps.pictures.encode(await picture(9), "AVATAR");
    const pictures = { encode: () => Promise.resolve(encoded) };
    const bytes = new Uint8Array();
    await Promise.all(Array.from({ length: 20 }, () => setAvatar({ ...deps, pictures }, viewer, { bytes })));
    expect(await deps.db.image.count({ where: { ownerId: viewer.id } })).toBe(1);
    expect(await readImage(deps, viewer, await avatarOf(deps, viewer))).not.toBeNull();
  });

  it("stays as it is where what is sent is no picture", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    await setAvatar(deps, viewer, { bytes: await picture(1) });
    const before = await getProfile(deps, viewer);
    const outcome = await setAvatar(deps, viewer, { bytes: Buffer.from("<svg/>") });
    expect(outcome).toEqual({ ok: false, reason: "no_picture" });
    expect(await getProfile(deps, viewer)).toEqual(before);
  });

  it("is deleted by its owner, and goes with the account", async () => {
    const deps = createTestDeps();
    const [one, other] = [await person(deps), await person(deps)];
    for (const viewer of [one, other]) await setAvatar(deps, viewer, { bytes: await picture(1) });
    await removeAvatar(deps, one);
    expect((await getProfile(deps, one)).avatarUrl).toBeNull();
    await deps.db.user.delete({ where: { id: other.id } });
    expect(await deps.db.image.count({ where: { ownerId: { in: [one.id, other.id] } } })).toBe(0);
  });

  it("is copied from an address, or stays as it is where nothing is to be had there", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    const bytes = await picture(1);
    const remotePictures = { fetch: () => Promise.resolve({ ok: true as const, bytes }) };
    const input = { address: "https://pictures.example/me.png" };
    expect(await setAvatarFrom(deps, viewer, input)).toEqual({ ok: false, reason: "unreachable" });
    expect((await getProfile(deps, viewer)).avatarUrl).toBeNull();
    expect(await setAvatarFrom({ ...deps, remotePictures }, viewer, input)).toEqual({ ok: true });
    expect((await getProfile(deps, viewer)).avatarUrl).toMatch(/^\/images\//);
  });

  it.each([
    "http://pictures.example/me.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "https://me:secret@pictures.example/",
    "https://pictures.example:8443/",
    "//pictures.example/me.png",
    "https://",
    `https://pictures.example/${"x".repeat(2_000)}`,
  ])("is not copied from %s", (address) => {
    expect(pictureAddressSchema.safeParse({ address }).success).toBe(false);
  });

  it("may be sent thirty times an hour, and the log tells of what is too much", async () => {
    const deps = createTestDeps();
    const viewer = await person(deps);
    const taken = [];
    for (let round = 0; round < 31; round++) taken.push(await takeUpload(deps, viewer));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(30);
    expect(deps.refused).toMatchObject([{ name: "picture.refused", reason: "limited", subjectId: viewer.id }]);
  });

  it.each([
    { imageId: "../../etc/passwd", size: "320" },
    { imageId: "00000000-0000-4000-8000-000000000000", size: "1e9" },
    { imageId: "00000000-0000-4000-8000-000000000000", size: "-1" },
  ])("is asked for by an id and a width alone, never by %o", (sent) => {
    expect(imageInputSchema.safeParse(sent).success).toBe(false);
  });
});
