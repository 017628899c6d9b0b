import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { s3Variables, startFakeS3, type FakeS3, type S3Behaviour } from "../support/fake-s3";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";
import { multipart } from "../support/multipart";

let s3: FakeS3;
let app: App;
beforeAll(async () => {
  s3 = await startFakeS3();
  app = await startApp({ env: s3Variables(s3) });
  app.mark(s3.settings.secretAccessKey);
});
afterEach(() => s3.behave("ok"));
afterAll(async () => {
  await app.stop();
  await s3.close();
});

const page = "/settings/profile";

const photo = () =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: { r: 200, g: 80, b: 20 } } })
    .jpeg()
    .toBuffer();

async function upload(visitor: Visitor): Promise<Answer> {
  const { body, contentType } = multipart([["picture", await photo(), { filename: "me.jpg", type: "image/jpeg" }]]);
  const headers = { origin: app.origin, "sec-fetch-site": "same-origin", "content-type": contentType };
  return await visitor.send({ method: "POST", path: "/api/profile/avatar", headers, body });
}

async function shownAvatar(visitor: Visitor): Promise<string> {
  return /<img src="(\/images\/[^"]+)"/.exec((await visitor.get(page)).text)?.[1] ?? "";
}

/** What a store says of itself, and what a stack looks like. */
const insides = /S3Error|SlowDown|Access|TimeoutError|fetch failed|127\.0\.0\.1|ECONN|webpack|at \w+ \(/;

const away: S3Behaviour[] = ["busy", "forbid", "hang", "reset"];

describe("pictures in a bucket", () => {
  it("are shown to whom the app says and to nobody else, from objects that nobody may read without it", async () => {
    const { visitor } = await signedIn(app);
    expect((await upload(visitor)).headers.location).toBe(page);
    const source = await shownAvatar(visitor);
    const own = await visitor.send({ path: source });
    expect([own.status, own.headers["content-type"]]).toEqual([200, "image/webp"]);
    expect((await openVisitor(app).send({ path: source })).status).toBe(404);
    const [key = ""] = s3.objects.keys();
    expect((await fetch(`${s3.settings.endpoint}/${s3.settings.bucket}/${key}`)).status).toBe(403);
  });

  it.each(away)("are answered by 503 in time, and by nothing of the store, where it does %s", async (behaviour) => {
    const { visitor } = await signedIn(app);
    await upload(visitor);
    const source = await shownAvatar(visitor);
    s3.behave(behaviour);
    const answer = await visitor.send({ path: source });
    expect([answer.status, answer.headers["cache-control"]]).toEqual([503, "no-store"]);
    expect(answer.ms).toBeLessThan(9_000);
    expect(insides.exec(answer.text)?.[0]).toBeUndefined();
    expect((await openVisitor(app).send({ path: source })).status).toBe(404);
    s3.behave("ok");
    expect((await visitor.send({ path: source })).status).toBe(200);
  });

  it.each(away)(
    "stay as they are, with a sentence in the form, where the store does %s at an upload",
    async (behaviour) => {
      const { visitor } = await signedIn(app);
      await upload(visitor);
      const before = await shownAvatar(visitor);
      s3.behave(behaviour);
      const sent = await upload(visitor);
      expect([sent.status, sent.headers.location]).toEqual([303, page]);
      expect((await visitor.get(page)).shown).toContain("Pictures cannot be kept at the moment");
      s3.behave("ok");
      expect(await shownAvatar(visitor)).toBe(before);
      expect((await visitor.send({ path: before })).status).toBe(200);
    },
  );

  it("are none where their object is missing, and where an address names another", async () => {
    const { visitor } = await signedIn(app);
    await upload(visitor);
    const source = await shownAvatar(visitor);
    const [, , id = ""] = source.split("/");
    s3.objects.set("secret/96.webp", Buffer.from("another's"));
    for (const path of [
      `/images/..%2fsecret/96`,
      `/images/secret/96`,
      `/images/${id}/96.webp`,
      `/images/${id}%2f../96`,
    ])
      expect((await visitor.send({ path })).status).toBe(404);
    for (const key of [...s3.objects.keys()]) if (key.startsWith(id)) s3.objects.delete(key);
    expect((await visitor.send({ path: source })).status).toBe(404);
    expect(app.output()).toContain(`"picture_missing"`);
  });
});
