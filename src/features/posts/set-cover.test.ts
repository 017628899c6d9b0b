import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Viewer } from "@/core/viewer";
import { readImage } from "@/features/images/read-image";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { deletePost } from "./delete-post";
import { removeCover, setCover } from "./set-cover";

const picture = () =>
  sharp({ create: { width: 900, height: 500, channels: 3, background: "#0b5f4f" } })
    .png()
    .toBuffer();

async function person(deps: TestDeps, fields: Parameters<typeof createUser>[1] = {}) {
  return await newViewer(deps, (await createUser(deps, fields)).id);
}

async function draftOf(deps: TestDeps, { id: authorId }: Viewer): Promise<string> {
  return (await deps.db.post.create({ data: { title: "On keys", content: "Text.", authorId } })).id;
}

async function coverOf(deps: TestDeps, postId: string): Promise<{ imageId: string; size: number }> {
  const { coverImage } = await deps.db.post.findUniqueOrThrow({ where: { id: postId } });
  return { imageId: coverImage?.slice("/images/".length) ?? "", size: 640 };
}

describe("a cover", () => {
  it("is its author's and administrators' to see while the post is a draft, and everybody's once it is published", async () => {
    const deps = createTestDeps();
    const author = await person(deps);
    const postId = await draftOf(deps, author);
    expect(await setCover(deps, author, { postId, bytes: await picture() })).toEqual({ ok: true });
    const cover = await coverOf(deps, postId);
    const askers = [null, await person(deps), await person(deps, { role: "MODERATOR" })];
    const all = [...askers, author, await person(deps, { role: "ADMIN" })];
    const seen = async () => (await Promise.all(all.map((asker) => readImage(deps, asker, cover)))).map(Boolean);
    expect(await seen()).toEqual([false, false, false, true, true]);
    await deps.db.post.update({ where: { id: postId }, data: { published: true } });
    expect(await seen()).toEqual([true, true, true, true, true]);
    await deps.db.user.update({ where: { id: author.id }, data: { suspendedAt: new Date() } });
    expect(await seen()).toEqual([false, false, false, true, true]);
  });

  it("is set and removed by nobody but author and administrator, who are answered as for a post that is none", async () => {
    const deps = createTestDeps();
    const author = await person(deps);
    const postId = await draftOf(deps, author);
    const bytes = await picture();
    for (const asker of [await person(deps), await person(deps, { role: "MODERATOR" })]) {
      expect(await setCover(deps, asker, { postId, bytes })).toEqual({ ok: false, reason: "unknown" });
      expect(await removeCover(deps, asker, { postId })).toEqual({ ok: false, reason: "unknown" });
    }
    const nothing = "00000000-0000-4000-8000-000000000000";
    expect(await setCover(deps, author, { postId: nothing, bytes })).toEqual({ ok: false, reason: "unknown" });
    expect(await setCover(deps, await person(deps, { role: "ADMIN" }), { postId, bytes })).toEqual({ ok: true });
    expect(await deps.db.image.count({ where: { ownerId: author.id } })).toBe(1);
  });

  it("leaves nothing behind when it is replaced, removed, or deleted with its post", async () => {
    const deps = createTestDeps();
    const author = await person(deps);
    const postId = await draftOf(deps, author);
    const count = () => deps.db.image.count({ where: { ownerId: author.id } });
    const bytes = await picture();
    await setCover(deps, author, { postId, bytes });
    await setCover(deps, author, { postId, bytes });
    expect(await count()).toBe(1);
    await removeCover(deps, author, { postId });
    expect(await count()).toBe(0);
    await setCover(deps, author, { postId, bytes });
    await deletePost(deps, author, { postId });
    expect(await count()).toBe(0);
  });

  it("stays as it is where what is sent is no picture", async () => {
    const deps = createTestDeps();
    const author = await person(deps);
    const postId = await draftOf(deps, author);
    await setCover(deps, author, { postId, bytes: await picture() });
    const before = await coverOf(deps, postId);
    expect(await setCover(deps, author, { postId, bytes: Buffer.from("<svg/>") })).toMatchObject({ ok: false });
    expect(await coverOf(deps, postId)).toEqual(before);
  });
});
