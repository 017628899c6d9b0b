import { beforeEach, describe, expect, it } from "vitest";
import type { ModeratorViewer, RecentViewer, Viewer } from "@/core/viewer";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { newViewer } from "../../../tests/support/viewer";
import { createPost } from "./create-post";
import { deletePost } from "./delete-post";
import { getPost, getPostToEdit } from "./get-post";
import { contentMaxLength, titleMaxLength } from "./policy";
import { publishPost, unpublishPost } from "./publish-post";
import { savePost } from "./save-post";
import { savePostSchema, withholdPostSchema, writePostSchema } from "./schema";
import { releasePost, withholdPost } from "./withhold-post";

const text = { title: "On keys", content: "The *text*." };
const nobodys = "00000000-0000-4000-8000-000000000000";
const unknown = { ok: false, reason: "unknown" };

let deps: TestDeps;
let author: Viewer;
let postId: string;

beforeEach(async () => {
  deps = createTestDeps();
  author = await viewerOf("USER");
  const created = await createPost(deps, author, text);
  if (!created.ok) throw new Error("no post");
  postId = created.postId;
});

async function viewerOf(role: "USER" | "MODERATOR" | "ADMIN") {
  const { id } = await createUser(deps, { role });
  return (await newViewer(deps, id)) as RecentViewer & ModeratorViewer;
}

const readers = async () => ({
  nobody: null,
  user: await viewerOf("USER"),
  moderator: await viewerOf("MODERATOR"),
  admin: await viewerOf("ADMIN"),
  author,
});

/** Who can read the post, and of them who can change it. */
async function whoReads() {
  const seen = await Promise.all(
    Object.entries(await readers()).map(
      async ([name, viewer]) => [name, await getPost(deps, viewer, { postId })] as const,
    ),
  );
  return seen.flatMap(([name, post]) => (post ? [post.isEditable ? `${name} edits` : name] : []));
}

describe("a post", () => {
  it("is a draft that its author and administrators alone can read", async () => {
    expect(await whoReads()).toEqual(["admin edits", "author edits"]);
    expect(await getPost(deps, author, { postId })).toMatchObject({ ...text, state: "draft", readTime: 1, version: 1 });
  });

  it("can be read by everybody once it is published, and no more once it is taken back", async () => {
    expect(await publishPost(deps, author, { postId })).toEqual({ ok: true });
    expect(await whoReads()).toEqual(["nobody", "user", "moderator", "admin edits", "author edits"]);
    expect(await unpublishPost(deps, author, { postId })).toEqual({ ok: true });
    expect(await whoReads()).toEqual(["admin edits", "author edits"]);
  });

  it("is shown to none but moderators and administrators while its author is suspended", async () => {
    await publishPost(deps, author, { postId });
    await deps.db.user.update({ where: { id: author.id }, data: { suspendedAt: deps.clock.now() } });
    expect(await getPost(deps, null, { postId })).toBeNull();
    expect(await getPost(deps, await viewerOf("USER"), { postId })).toBeNull();
    expect(await getPost(deps, await viewerOf("MODERATOR"), { postId })).not.toBeNull();
  });

  it("keeps its day when it is taken back and published again", async () => {
    await publishPost(deps, author, { postId });
    const first = await getPost(deps, null, { postId });
    await unpublishPost(deps, author, { postId });
    deps.clock.advance({ minutes: 1 });
    await publishPost(deps, author, { postId });
    expect((await getPost(deps, null, { postId }))?.publishedAt).toEqual(first?.publishedAt);
  });

  it("is not published without a text", async () => {
    await savePost(deps, author, { postId, version: 1, title: "On keys", content: " \n" });
    expect(await publishPost(deps, author, { postId })).toEqual({ ok: false, reason: "empty" });
  });

  it.each(["USER", "MODERATOR"] as const)(
    "of somebody else is to a %s what an unknown one is, in each way to change it",
    async (role) => {
      await publishPost(deps, author, { postId });
      const other = await viewerOf(role);
      const before = await deps.db.post.findUnique({ where: { id: postId } });
      for (const id of [postId, nobodys]) {
        const input = { postId: id };
        expect(await savePost(deps, other, { ...input, version: 1, title: "Mine", content: "Mine" })).toEqual(unknown);
        expect(await publishPost(deps, other, input)).toEqual(unknown);
        expect(await unpublishPost(deps, other, input)).toEqual(unknown);
        expect(await deletePost(deps, other, input)).toEqual(unknown);
        expect(await getPostToEdit(deps, other, input)).toBeNull();
      }
      expect(await deps.db.post.findUnique({ where: { id: postId } })).toEqual(before);
    },
  );

  it("can be changed and published by an administrator, which the log says of them", async () => {
    const admin = await viewerOf("ADMIN");
    expect(await savePost(deps, admin, { postId, version: 1, ...text, title: "Put right" })).toMatchObject({
      ok: true,
    });
    expect(await publishPost(deps, admin, { postId })).toEqual({ ok: true });
    const events = await deps.db.auditEvent.findMany({ where: { actorId: admin.id }, orderBy: { number: "asc" } });
    expect(events.map(({ name, subjectId }) => [name, subjectId])).toEqual([
      ["post.changed", author.id],
      ["post.published", author.id],
    ]);
  });

  it("is neither deleted nor made a draft by an administrator as its author does it, without reason and proof", async () => {
    await publishPost(deps, author, { postId });
    const admin = await viewerOf("ADMIN");
    expect(await deletePost(deps, admin, { postId })).toEqual(unknown);
    expect(await unpublishPost(deps, admin, { postId })).toEqual(unknown);
    expect(await getPost(deps, null, { postId })).not.toBeNull();
    expect(await getPost(deps, admin, { postId })).toMatchObject({ isEditable: true, isAuthor: false });
  });
});

describe("a save", () => {
  it("of an older version answers the text that stands and overwrites nothing", async () => {
    expect(await savePost(deps, author, { postId, version: 1, title: "First", content: "One" })).toEqual({
      ok: true,
      version: 2,
    });
    expect(await savePost(deps, author, { postId, version: 1, title: "Second", content: "Two" })).toEqual({
      ok: false,
      reason: "conflict",
      postId,
      current: { title: "First", content: "One", version: 2 },
    });
    expect(await getPost(deps, author, { postId })).toMatchObject({ title: "First", content: "One" });
  });

  it("of twenty at once with one version is one alone, and the others are told its text", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        savePost(deps, author, { postId, version: 1, title: `Save ${index}`, content: "Text" }),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const { title, version } = (await getPost(deps, author, { postId })) ?? {};
    const told = outcomes.flatMap((outcome) => ("current" in outcome ? [outcome.current.title] : []));
    expect([version, told]).toEqual([2, Array(19).fill(title)]);
  });

  it("of what stands already is no change, so that a form that was sent twice is no conflict", async () => {
    const events = await deps.db.auditEvent.count();
    expect(await savePost(deps, author, { postId, version: 7, ...text })).toEqual({ ok: true, version: 1 });
    expect(await deps.db.auditEvent.count()).toBe(events);
  });

  it("waits for the next hour after as many changes as the limit says", async () => {
    for (let taken = 1; taken < limits.postChange.max; taken++) await deps.limiter.take(limits.postChange, author.id);
    const refused = { ok: false, reason: "limited" };
    expect(await savePost(deps, author, { postId, version: 1, ...text })).toMatchObject(refused);
    expect(await createPost(deps, author, text)).toMatchObject(refused);
    expect(await deletePost(deps, author, { postId })).toMatchObject(refused);
  });
});

describe("a moderator", () => {
  const reason = "It names a person's address.";

  it("takes a post back with a reason that its author is mailed, and the author cannot publish it", async () => {
    const moderator = await viewerOf("MODERATOR");
    await publishPost(deps, author, { postId });
    expect(await withholdPost(deps, moderator, { postId, reason })).toEqual({ ok: true });
    expect(await whoReads()).toEqual(["moderator", "admin edits", "author edits"]);
    expect(await getPost(deps, author, { postId })).toMatchObject({ state: "withheld", withheldFor: reason });
    expect(await publishPost(deps, author, { postId })).toEqual({ ok: false, reason: "withheld" });
    const mails = await mailsTo(deps, author.email);
    expect(mails.map(({ text: mail }) => [mail.includes(reason), mail.includes("On keys")])).toEqual([[true, true]]);
  });

  it("releases it, after which its author publishes it again", async () => {
    const moderator = await viewerOf("MODERATOR");
    await publishPost(deps, author, { postId });
    await withholdPost(deps, moderator, { postId, reason });
    expect(await releasePost(deps, moderator, { postId })).toEqual({ ok: true });
    expect(await publishPost(deps, author, { postId })).toEqual({ ok: true });
    expect(await getPost(deps, null, { postId })).toMatchObject({ state: "published", withheldFor: null });
  });

  it("learns nothing of a draft, which is to them what an unknown post is", async () => {
    const moderator = await viewerOf("MODERATOR");
    for (const id of [postId, nobodys]) {
      expect(await withholdPost(deps, moderator, { postId: id, reason })).toEqual(unknown);
      expect(await releasePost(deps, moderator, { postId: id })).toEqual(unknown);
    }
  });

  it.each(["MODERATOR", "ADMIN"] as const)("takes back no post of a %s; an administrator does", async (role) => {
    await deps.db.user.update({ where: { id: author.id }, data: { role } });
    await publishPost(deps, author, { postId });
    const outranked = { ok: false, reason: "outranked" };
    expect(await withholdPost(deps, await viewerOf("MODERATOR"), { postId, reason })).toEqual(outranked);
    expect(await withholdPost(deps, await viewerOf("ADMIN"), { postId, reason })).toEqual({ ok: true });
    expect(await releasePost(deps, await viewerOf("MODERATOR"), { postId })).toEqual(outranked);
  });

  it("of ten at once takes a post back once, with one mail", async () => {
    const moderator = await viewerOf("MODERATOR");
    await publishPost(deps, author, { postId });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => withholdPost(deps, moderator, { postId, reason })),
    );
    expect([outcomes.filter(({ ok }) => ok).length, (await mailsTo(deps, author.email)).length]).toEqual([1, 1]);
  });
});

describe("what is written", () => {
  it.each([
    ["an empty title", { title: " ", content: "" }],
    ["a title over its length", { title: "a".repeat(titleMaxLength + 1), content: "" }],
    ["a title of two lines", { title: "a\nb", content: "" }],
    ["a title that turns its direction", { title: "a\u202eb", content: "" }],
    ["a text over its length", { title: "a", content: "a".repeat(contentMaxLength + 1) }],
    ["ten megabytes", { title: "a", content: "a".repeat(10_000_000) }],
    ["a text with a null byte", { title: "a", content: "a\u0000b" }],
    ["half a character", { title: "a", content: "\ud800" }],
  ])("is refused with %s", (_, input) => {
    expect(writePostSchema.safeParse(input).success).toBe(false);
  });

  it.each(["-1", "1e9", "0x1", "2147483648", "1.5", ""])("is refused with the version %j", (version) => {
    expect(savePostSchema.safeParse({ ...text, postId: nobodys, version }).success).toBe(false);
  });

  it("keeps lines and tabs, and a reason is asked for", () => {
    expect(writePostSchema.parse({ title: " On keys ", content: "a\r\n\tb" })).toEqual({
      title: "On keys",
      content: "a\n\tb",
    });
    expect(withholdPostSchema.safeParse({ postId: nobodys, reason: " " }).success).toBe(false);
  });
});
