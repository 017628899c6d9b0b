import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer, RecentViewer, Viewer } from "@/core/viewer";
import { keepPicture } from "@/features/images/keep-picture";
import { storeImage } from "@/features/images/store-image";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { removePost } from "./remove-post";
import { removePostSchema } from "./schema";

const nobodys = "00000000-0000-4000-8000-000000000000";

let deps: TestDeps;
let admin: AdminViewer & RecentViewer;
let authorId: string;
let postId: string;

beforeEach(async () => {
  deps = createTestDeps();
  const { id } = await createUser(deps, { role: "ADMIN" });
  admin = (await newViewer(deps, id)) as AdminViewer & RecentViewer;
  authorId = (await createUser(deps)).id;
  const create = { width: 9, height: 9, channels: 3, background: "teal" } as const;
  const bytes = await sharp({ create }).png().toBuffer();
  const encoded = await keepPicture(deps, { bytes, kind: "COVER" });
  if (!encoded.ok) throw new Error(encoded.reason);
  postId = await deps.db.$transaction(async (tx) => {
    const coverImage = await storeImage(deps, tx, { ownerId: authorId, kept: encoded.kept });
    return (await tx.post.create({ data: { title: "On keys", authorId, coverImage } })).id;
  });
});

describe("an administrator", () => {
  it("deletes anybody's post with its cover, which the log tells of both", async () => {
    expect(await removePost(deps, admin, { postId })).toEqual({ ok: true });
    expect([await deps.db.post.count(), await deps.db.image.count()]).toEqual([0, 0]);
    const [event] = await deps.db.auditEvent.findMany({ where: { name: "post.deleted" } });
    expect(event).toMatchObject({ actorId: admin.id, subjectId: authorId, details: { postId } });
  });

  it("deletes nothing where there is nothing, and of ten at once one deletes it", async () => {
    expect(await removePost(deps, admin, { postId: nobodys })).toEqual({ ok: false, reason: "unknown" });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => removePost(deps, admin, { postId })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await deps.db.auditEvent.count({ where: { name: "post.deleted" } })).toBe(1);
  });

  it.each([
    ["was demoted", () => deps.db.user.update({ where: { id: admin.id }, data: { role: "MODERATOR" } })],
    ["was suspended", () => deps.db.user.update({ where: { id: admin.id }, data: { suspendedAt: new Date(0) } })],
    ["was signed out", () => deps.db.session.delete({ where: { id: admin.sessionId } })],
  ])("who %s a moment before deletes nothing", async (_, change) => {
    await change();
    expect(await removePost(deps, admin, { postId })).toEqual({ ok: false, reason: "changed" });
    expect(await deps.db.post.count()).toBe(1);
  });
});

it("comes back to the list alone, however the form was made", () => {
  const from = (sent: string) => removePostSchema.parse({ postId: nobodys, from: sent }).from;
  expect(from("/admin/posts?q=on+keys&state=draft&after=1-a")).toBe("/admin/posts?q=on+keys&state=draft&after=1-a");
  for (const sent of ["//evil.example", "/admin/posts/../users", "/admin/posts?q=\r\n", "/admin/users", "javascript:1"])
    expect(from(sent)).toBe("/admin/posts");
});

it("cannot be asked for without a fresh proof", () => {
  // @ts-expect-error An administrator whose proof is old.
  const call = () => removePost(deps, {} as Viewer & AdminViewer, { postId });
  expect(call).toBeTypeOf("function");
});
