import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger, type Stranger } from "../support/askers";
import type { Answer } from "../support/exchange";
import { getPageData, openVisitor, signedIn, type Visitor } from "../support/form-client";
import { multipart } from "../support/multipart";

const nobodys = "00000000-0000-4000-8000-000000000000";

let app: App;
let author: Visitor;
let authorId: string;
let admin: Visitor;
/** Everybody but the author and administrators. */
let others: Visitor[];
/** What each of them is to see of a draft, and none of it anywhere. */
const [title, content, cover] = ["Draft", "Text", "Cover"].map((word) => `${word}${randomBytes(6).toString("hex")}`);
let draftId: string;
let coverPath: string;

beforeAll(async () => {
  app = await startApp();
  const signed = await signedIn(app, await seedRole(app, "USER"));
  [author, authorId] = [signed.visitor, signed.user.id];
  admin = (await signedIn(app, await seedRole(app, "ADMIN"))).visitor;
  const [user, moderator] = await Promise.all(
    (["USER", "MODERATOR"] as const).map(async (role) => (await signedIn(app, await seedRole(app, role))).visitor),
  );
  if (!user || !moderator) throw new Error("nobody asks");
  others = [openVisitor(app), user, moderator];
  const written = await author.submit(
    await author.get("/posts/write"),
    { field: "content" },
    { title: title ?? "", content: `${content} [a word](https://example.com/${cover})`, intent: "save" },
  );
  draftId = written.path.split("post=")[1] ?? "";
  expect((await sendCover(author, draftId)).status).toBe(303);
  coverPath = await pathOfCover(draftId);
});
afterAll(() => app.stop());

async function sendCover(visitor: Visitor, postId: string): Promise<Answer> {
  const create = { width: 1280, height: 672, channels: 3, background: { r: 9, g: 99, b: 70 } } as const;
  const picture = await sharp({ create }).png().toBuffer();
  const { body, contentType } = multipart([["picture", picture, { filename: "a.png", type: "image/png" }]]);
  const headers = { origin: app.origin, "sec-fetch-site": "same-origin", "content-type": contentType };
  return await visitor.send({ method: "POST", path: `/api/posts/${postId}/cover`, headers, body });
}

async function pathOfCover(postId: string): Promise<string> {
  const rows = await app.database.query<{ path: string }>(`SELECT "coverImage" AS path FROM "Post" WHERE "id" = $1`, [
    postId,
  ]);
  return rows[0]?.path ?? "";
}

/** Each way in which a browser, a feed reader, a crawler or the router asks for what could hold a post. */
const places = () => [
  "/posts",
  `/posts?after=${Date.now() + 86_400_000}-z`,
  `/posts/${draftId}`,
  "/posts/feed.xml",
  `/u/${authorId}`,
  `/posts/write?post=${draftId}`,
  "/posts/mine",
  "/moderation",
  "/moderation?show=withheld",
  `/admin/posts?q=${title}`,
  `/admin/posts?author=${authorId}&state=draft`,
];
const wayTo: Record<string, (visitor: Visitor, path: string) => Promise<Answer>> = {
  "as a page": (visitor, path) => visitor.send({ path }),
  "as the router's data": (visitor, path) => getPageData(visitor, path),
  "as a prefetch": (visitor, path) => getPageData(visitor, path, { "next-router-prefetch": "1" }),
  "as a prefetched segment": (visitor, path) =>
    getPageData(visitor, path, { "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }),
  "as a crawler that shares it": (visitor, path) =>
    visitor.send({ path, headers: { "user-agent": "facebookexternalhit/1.1" } }),
  "with the headers of a proxy": (visitor, path) =>
    visitor.send({ path, headers: { "x-middleware-subrequest": "src/proxy", "x-nextjs-data": "1" } }),
};

describe("a draft, its author's and administrators' alone", () => {
  it.each(Object.entries(wayTo))("stands in nothing that others ask for %s", async (_, ask) => {
    for (const visitor of others) {
      for (const path of places()) {
        const { status, text } = await ask(visitor, path);
        expect(status).toBeLessThan(500);
        expect(text.includes(title ?? "?") && !path.includes(title ?? "?"), path).toBe(false);
        expect([content, cover, coverPath.split("/").at(-1)].filter((word) => text.includes(word ?? "?"))).toEqual([]);
      }
    }
  });

  it("is shown to both, with its cover, and shared with nobody even by them", async () => {
    for (const visitor of [author, admin]) {
      const { text, status } = await visitor.send({ path: `/posts/${draftId}` });
      expect([status, text.includes(content ?? "?"), text.includes(`${coverPath}/1280`)]).toEqual([200, true, true]);
      expect(text).toMatch(/<meta name="robots" content="noindex/);
      expect(text).not.toMatch(/property="og:(title|image)"/);
      expect((await visitor.send({ path: `${coverPath}/640` })).status).toBe(200);
    }
    expect((await admin.get(`/admin/posts?q=${title}`)).text).toContain(`/posts/${draftId}`);
  });

  it("has a cover that is to others what an image that never was is, in every size", async () => {
    for (const visitor of others) {
      for (const size of ["640", "1280", "320", "9999"]) {
        const [draft, unknown] = await Promise.all(
          [coverPath, `/images/${nobodys}`].map((path) => visitor.send({ path: `${path}/${size}` })),
        );
        expect([draft?.status, draft?.text, draft?.headers["cache-control"]]).toEqual([
          404,
          unknown?.text,
          unknown?.headers["cache-control"],
        ]);
      }
    }
  });

  it("is one again with the next request after it was published, for everybody and in the feed", async () => {
    const [stranger] = others;
    if (!stranger) throw new Error("nobody asks");
    const edit = () => author.get(`/posts/write?post=${draftId}`);
    await author.submit(await edit(), { field: "content" }, { intent: "publish" });
    const isOpen = async () => {
      const asked = [`/posts/${draftId}`, "/posts", "/posts/feed.xml"].map((path) => stranger.send({ path }));
      const shown = (await Promise.all(asked)).map(({ text }) => text.includes(title ?? "?"));
      return [...shown, (await stranger.send({ path: `${coverPath}/640` })).status];
    };
    expect(await isOpen()).toEqual([true, true, true, 200]);
    const page = await edit();
    const forms = page.forms.filter(({ text }) => text.includes("Make it a draft"));
    await author.submit({ ...page, forms }, { field: "postId" });
    expect(await isOpen()).toEqual([false, false, false, 404]);
  });
});

describe("somebody else's post", () => {
  const changes: [string, [string, string][]][] = [
    [
      "savePostAction",
      [
        ["version", "1"],
        ["title", "Mine now"],
        ["content", "Mine now"],
        ["intent", "publish"],
      ],
    ],
    ["unpublishPostAction", []],
    ["deletePostAction", []],
    ["removeCoverAction", []],
    ["withholdPostAction", [["reason", "It is in my way."]]],
    ["releasePostAction", []],
    ["removePostAction", []],
  ];
  let victim: Stranger;
  let own: string;
  beforeAll(async () => {
    victim = await seedStranger(app);
    const written = await author.submit(
      await author.get("/posts/write"),
      { field: "content" },
      { title: "My own", content: "Mine", intent: "save" },
    );
    own = written.path.split("post=")[1] ?? "";
  });

  /** With 404 comes the page that everybody else gets, in an order of its own each time. */
  const said = ({ status, text }: Answer, id: string) => [
    status,
    status === 404 ? "" : text.replaceAll(id, "").replace(/[\w-]{20,}|"\w+":\d+|\d+/g, ""),
  ];

  it.each(changes)(
    "is changed by no %s of another, however the form names it, and is answered as an unknown one",
    async (name, fields) => {
      const action = findAction(name);
      const before = await app.database.snapshot();
      for (const named of [
        (id: string) => [["postId", id]],
        (id: string) => [
          ["postId", id],
          ["postId", own],
        ],
      ]) {
        const [answer, unknown] = await Promise.all(
          [victim.postId, nobodys].map(async (id) => {
            const sent = [...named(id), ...fields] as [string, string][];
            return said(await callAction(author, action, formArguments(sent)), id);
          }),
        );
        expect(answer).toEqual(unknown);
      }
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it("is not changed where the address names one's own and the form another's", async () => {
    const page = await author.get(`/posts/write?post=${own}`);
    const before = await app.database.snapshot();
    const sent = await author.submit(page, { field: "content" }, { postId: victim.postId, title: "Swapped" });
    expect(sent.shown).toContain("no longer there");
    for (const button of ["Delete it for good"]) {
      const forms = page.forms.filter(({ text }) => text.includes(button));
      await author.submit({ ...page, forms }, { field: "postId" }, { postId: victim.postId });
    }
    expect(await app.database.snapshot()).toBe(before);
  });

  it("gets no cover from another, and neither does an unknown one", async () => {
    const before = await app.database.snapshot();
    const answers = [await sendCover(author, victim.postId), await sendCover(author, nobodys)];
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(2).fill([404, answers[0]?.text]));
    expect(await app.database.snapshot()).toBe(before);
  });

  it("is no way to another's profile, which no form names", async () => {
    const fields: [string, string][] = [
      ["userId", victim.id],
      ["id", victim.id],
      ["name", "Swapped Name"],
      ["bio", "Swapped"],
    ];
    await callAction(author, findAction("saveProfileAction"), formArguments(fields));
    const rows = await app.database.query(
      `SELECT u."id" FROM "User" u JOIN "Profile" p ON p."userId" = u."id" WHERE u."name" = 'Swapped Name' AND p."bio" = 'Swapped'`,
    );
    expect(rows).toEqual([{ id: authorId }]);
  });
});
