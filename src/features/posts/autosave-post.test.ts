import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "@/core/viewer";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { autosavePost } from "./autosave-post";
import { createPost } from "./create-post";
import { discardChanges } from "./discard-changes";
import { getPost, getPostToEdit } from "./get-post";
import { listOwnPosts } from "./list-own-posts";
import { listFeedPosts, listPublishedPosts } from "./list-published-posts";
import { contentMaxLength, sittingMinutes } from "./policy";
import { publishPost, unpublishPost } from "./publish-post";
import { savePost } from "./save-post";
import { autosaveSchema } from "./schema";

const text = { title: "On keys", content: "The *text*." };
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

async function viewerOf(role: "USER" | "ADMIN"): Promise<Viewer> {
  return await newViewer(deps, (await createUser(deps, { role })).id);
}

function autosave(version: number, content: string, viewer = author) {
  const standing = { postId, version };
  return autosavePost(deps, viewer, { ...text, content, writerId: viewer.id, createKey: randomUUID(), standing });
}

const events = async () =>
  (await deps.db.auditEvent.findMany({ orderBy: { number: "asc" } })).map(({ name }) => name.replace("post.", ""));

describe("an autosave of a new text", () => {
  const first = (createKey: string, content = "One", viewer = author) =>
    autosavePost(deps, viewer, { ...text, content, writerId: viewer.id, createKey, standing: null });

  it("makes one post of twenty requests at once, and answers all of them with it", async () => {
    const key = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => first(key)));
    const ids = outcomes.map((outcome) => (outcome.ok ? `${outcome.postId} ${outcome.version}` : outcome.reason));
    const [made] = await deps.db.post.findMany({ where: { createKey: key } });
    expect(new Set(ids)).toEqual(new Set([`${made?.id} 1`]));
    expect(await deps.db.post.count({ where: { authorId: author.id } })).toBe(2);
    expect(await events()).toEqual(["created", "created"]);
  });

  it("is told what stands where its answer was lost and the text went on", async () => {
    const key = randomUUID();
    const made = await first(key);
    const again = await first(key, "One and two");
    const current = { title: text.title, content: "One", version: 1 };
    expect(again).toEqual({ ok: false, reason: "conflict", postId: made.ok && made.postId, current });
  });

  it("with the key of somebody else's post is a post of one's own, and tells nothing of theirs", async () => {
    const key = randomUUID();
    const [made, other] = [await first(key), await first(key, "Two", await viewerOf("USER"))];
    expect(made.ok && other.ok && made.postId !== other.postId).toBe(true);
  });

  it("keeps a text that has no title yet, which is not published without one", async () => {
    const made = await autosavePost(deps, author, {
      ...{ title: "", content: "A thought", writerId: author.id, createKey: randomUUID(), standing: null },
    });
    if (!made.ok) throw new Error("not made");
    expect(await getPost(deps, author, { postId: made.postId })).toMatchObject({ title: "", content: "A thought" });
    expect(await publishPost(deps, author, { postId: made.postId })).toEqual({ ok: false, reason: "empty" });
  });

  it("of a page that was made for somebody else changes nothing", async () => {
    const other = await viewerOf("USER");
    const input = { ...text, content: "Not theirs", writerId: author.id, createKey: randomUUID() };
    const refused = { ok: false, reason: "another" };
    expect(await autosavePost(deps, other, { ...input, standing: null })).toEqual(refused);
    expect(await autosavePost(deps, other, { ...input, standing: { postId, version: 1 } })).toEqual(refused);
    expect(await deps.db.post.count()).toBe(1);
  });
});

describe("an autosave of a draft", () => {
  it("writes it, and counts as a save for whoever began with an older version", async () => {
    expect(await autosave(1, "One")).toMatchObject({ ok: true, version: 2 });
    expect(await getPost(deps, author, { postId })).toMatchObject({ content: "One", version: 2, readTime: 1 });
    const current = { title: "On keys", content: "One", version: 2 };
    const conflict = { ok: false, reason: "conflict", postId, current };
    expect(await autosave(1, "Two")).toEqual(conflict);
    expect(await savePost(deps, author, { ...text, postId, version: 1, content: "Two" })).toEqual(conflict);
  });

  it("of twenty at once with one version is one alone, and the others are told its text", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => autosave(1, `Save ${index}`)));
    const { content, version } = (await getPost(deps, author, { postId })) ?? {};
    const told = outcomes.flatMap((outcome) => ("current" in outcome ? [outcome.current.content] : []));
    expect([version, outcomes.filter(({ ok }) => ok).length, told]).toEqual([2, 1, Array(19).fill(content)]);
  });

  it("that is sent twice is one save", async () => {
    expect(await Promise.all([autosave(1, "One"), autosave(1, "One")])).toEqual([
      expect.objectContaining({ ok: true, version: 2 }),
      expect.objectContaining({ ok: true, version: 2 }),
    ]);
  });

  it("is in the log once a sitting, and each save by hand is", async () => {
    for (let version = 1; version < 6; version++) await autosave(version, `Text ${version}`);
    expect(await events()).toEqual(["created"]);
    deps.clock.advance({ minutes: sittingMinutes });
    for (let version = 6; version < 9; version++) await autosave(version, `Text ${version}`);
    expect(await events()).toEqual(["created", "changed"]);
    await savePost(deps, author, { ...text, postId, version: 9 });
    expect(await events()).toEqual(["created", "changed", "changed"]);
  });

  it.each(["USER", "ADMIN"] as const)("of somebody else is to a %s what an unknown one is", async (role) => {
    const other = await viewerOf(role);
    const before = await deps.db.post.findUnique({ where: { id: postId } });
    expect(await autosave(1, "Mine", other)).toEqual(unknown);
    expect(await discardChanges(deps, other, { postId })).toEqual(unknown);
    expect(await deps.db.post.findUnique({ where: { id: postId } })).toEqual(before);
  });

  it("waits after as many as the limit says, which leaves saves by hand alone", async () => {
    for (let taken = 0; taken < limits.postAutosave.max; taken++)
      await deps.limiter.take(limits.postAutosave, author.id);
    expect(await autosave(1, "One")).toMatchObject({ ok: false, reason: "limited" });
    expect(await savePost(deps, author, { ...text, postId, version: 1, content: "One" })).toMatchObject({ ok: true });
  });
});

describe("an autosave of a published post", () => {
  beforeEach(async () => {
    await publishPost(deps, author, { postId });
    deps.clock.advance({ minutes: 60 });
  });

  it("is read by nobody but its author, in no list, feed or page, and by administrators neither", async () => {
    const before = { ...(await getPost(deps, null, { postId })), version: 2 };
    expect(await autosave(1, "Half a sen")).toMatchObject({ ok: true, version: 2 });
    expect(await getPost(deps, null, { postId })).toEqual(before);
    const admin = await viewerOf("ADMIN");
    const seen = [
      await getPost(deps, author, { postId }),
      await getPostToEdit(deps, admin, { postId }),
      await listPublishedPosts(deps, { after: null }),
      await listFeedPosts(deps),
    ];
    expect(JSON.stringify(seen)).not.toContain("Half a sen");
    const copy = { title: "On keys", content: "Half a sen", isStale: false };
    expect(await getPostToEdit(deps, author, { postId })).toMatchObject({ content: text.content, workingCopy: copy });
    expect((await listOwnPosts(deps, author, { after: null })).posts).toMatchObject([{ hasChanges: true }]);
    expect(await events()).toEqual(["created", "published"]);
  });

  it("becomes the post when its author saves by hand", async () => {
    await autosave(1, "Half a sen");
    const saved = await savePost(deps, author, { ...text, postId, version: 2, content: "Half a sentence." });
    expect(saved).toEqual({ ok: true, version: 3 });
    expect(await getPost(deps, null, { postId })).toMatchObject({ content: "Half a sentence." });
    expect(await deps.db.workingCopy.count()).toBe(0);
  });

  it("is met by a page that shows an older text, which overwrites nothing", async () => {
    await autosave(1, "From the first tab");
    const current = { title: "On keys", content: "From the first tab", version: 2 };
    const conflict = { ok: false, reason: "conflict", postId, current };
    expect(await autosave(1, "From the second")).toEqual(conflict);
    expect(await savePost(deps, author, { ...text, postId, version: 1 })).toEqual(conflict);
  });

  it("is kept, and known to be stale, where an administrator saves the post meanwhile", async () => {
    await autosave(1, "The author's");
    const admin = await viewerOf("ADMIN");
    expect(await savePost(deps, admin, { ...text, postId, version: 2, content: "Put right" })).toMatchObject({
      ok: true,
    });
    const copy = { title: "On keys", content: "The author's", isStale: true };
    expect(await getPostToEdit(deps, author, { postId })).toMatchObject({ content: "Put right", workingCopy: copy });
    const conflict = await autosave(2, "The author's, and more");
    expect(conflict).toMatchObject({ reason: "conflict", current: { content: "Put right", version: 3 } });
  });

  it("goes on as a working copy when the post is made a draft, until it is saved by hand", async () => {
    await autosave(1, "Half a sen");
    await unpublishPost(deps, author, { postId });
    expect(await autosave(2, "Half a sentence")).toMatchObject({ ok: true, version: 3 });
    expect(await getPost(deps, author, { postId })).toMatchObject({ content: text.content });
    await savePost(deps, author, { ...text, postId, version: 3, content: "Half a sentence" });
    expect(await getPost(deps, author, { postId })).toMatchObject({ content: "Half a sentence", version: 4 });
  });

  it("is dropped by its author, and not brought back by a page that still shows it", async () => {
    await autosave(1, "Half a sen");
    expect(await discardChanges(deps, author, { postId })).toEqual({ ok: true });
    expect(await deps.db.workingCopy.count()).toBe(0);
    expect(await autosave(2, "Half a sentence")).toMatchObject({ reason: "conflict", current: text });
  });

  it("leaves no working copy where the text is the published one again", async () => {
    await autosave(1, "Half a sen");
    expect(await autosave(2, text.content)).toMatchObject({ ok: true, version: 3 });
    expect(await deps.db.workingCopy.count()).toBe(0);
  });
});

describe("what a page saves by itself", () => {
  const input = { ...text, writerId: "a", createKey: randomUUID(), standing: null };

  it.each([
    ["no object", "text"],
    ["nothing", undefined],
    ["a field too many", { ...input, published: true }],
    ["a list for a title", { ...input, title: ["a"] }],
    ["an object for a text", { ...input, content: { not: null } }],
    ["a text over its length", { ...input, content: "a".repeat(contentMaxLength + 1) }],
    ["a text with a null byte", { ...input, content: "a\u0000" }],
    ["a version that is text", { ...input, standing: { postId: input.createKey, version: "1" } }],
    ["a version beyond all", { ...input, standing: { postId: input.createKey, version: 1e400 } }],
    ["a post that is no id", { ...input, standing: { postId: "../x", version: 1 } }],
    ["no key", { ...input, createKey: null }],
  ])("is refused with %s", (_, sent) => {
    expect(autosaveSchema.safeParse(sent).success).toBe(false);
  });

  it("may lack a title and a text still", () => {
    expect(autosaveSchema.safeParse({ ...input, title: "", content: "" }).success).toBe(true);
  });
});
