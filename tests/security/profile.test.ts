import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";
import { multipart, type Part } from "../support/multipart";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const page = "/settings/profile";

const photo = () =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: { r: 200, g: 80, b: 20 } } })
    .jpeg()
    .toBuffer();

const file = (bytes: Buffer): Part => ["picture", bytes, { filename: "me.jpg", type: "image/jpeg" }];

async function upload(visitor: Visitor, parts: Part[], headers: Record<string, string> = {}): Promise<Answer> {
  const { body, contentType } = multipart(parts);
  return await visitor.send({
    method: "POST",
    path: "/api/profile/avatar",
    headers: { origin: app.origin, "sec-fetch-site": "same-origin", "content-type": contentType, ...headers },
    body,
  });
}

async function shownAvatar(visitor: Visitor): Promise<string | undefined> {
  return /<img src="(\/images\/[^"]+)"/.exec((await visitor.get(page)).text)?.[1];
}

async function saveProfile(visitor: Visitor, values: Record<string, string>) {
  return await visitor.submit(await visitor.get(page), { field: "bio" }, values);
}

describe("an uploaded picture", () => {
  it("is shown anew encoded, to its owner alone, until the profile is public", async () => {
    const { visitor, user } = await signedIn(app);
    const sent = await upload(visitor, [file(await photo())]);
    expect([sent.status, sent.headers.location]).toEqual([303, page]);
    const source = (await shownAvatar(visitor)) ?? "";
    const own = await visitor.send({ path: source });
    expect([own.status, own.headers["content-type"], own.headers["x-content-type-options"]]).toEqual([
      200,
      "image/webp",
      "nosniff",
    ]);
    const others = [openVisitor(app), (await signedIn(app)).visitor];
    const statuses = async () =>
      await Promise.all(others.map(async (other) => (await other.send({ path: source })).status));
    expect(await statuses()).toEqual([404, 404]);
    await saveProfile(visitor, { isPublic: "on" });
    expect(await statuses()).toEqual([200, 200]);
    expect((await openVisitor(app).get(`/u/${user.id}`)).text).toContain(source);
    await upload(visitor, [file(await photo())]);
    expect(await statuses()).toEqual([404, 404]);
  });

  it.each([
    ["an SVG with a script", () => [file(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))]],
    ["a page named as a picture", () => [file(Buffer.from("<!doctype html><script>alert(1)</script>"))]],
    ["no file", () => []],
    ["a text in place of a file", () => [["picture", "http://169.254.169.254/latest"] as Part]],
    ["an empty file", () => [file(Buffer.alloc(0))]],
    ["more than 5 MB", () => [file(Buffer.alloc(5 * 1024 * 1024 + 1))]],
  ])("is refused with a sentence and changes nothing where it is %s", async (_what, parts) => {
    const { visitor } = await signedIn(app);
    await upload(visitor, [file(await photo())]);
    const before = await shownAvatar(visitor);
    const sent = await upload(visitor, parts());
    expect([sent.status, sent.headers.location]).toEqual([303, page]);
    const { shown } = await visitor.get(page);
    expect(shown).toMatch(/no picture that we can read|too large|Choose a picture first/);
    expect(await shownAvatar(visitor)).toBe(before);
  });

  it.each([
    ["a foreign origin", { origin: "https://evil.example" }, 403],
    ["a page that hides where it is from", { origin: "null" }, 403],
  ])("is refused from %s", async (_what, headers, status) => {
    const { visitor } = await signedIn(app);
    expect((await upload(visitor, [file(await photo())], headers)).status).toBe(status);
    expect(await shownAvatar(visitor)).toBeUndefined();
  });

  it("is refused from who is not signed in, before it is read", async () => {
    expect((await upload(openVisitor(app), [file(await photo())])).status).toBe(401);
  });

  it("is refused without a 5xx where the body is broken", async () => {
    const { visitor } = await signedIn(app);
    for (const contentType of ["text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]) {
      const sent = await upload(visitor, [file(await photo())], { "content-type": contentType });
      expect(sent.status).toBe(303);
    }
    expect(await shownAvatar(visitor)).toBeUndefined();
  });
});

describe("a profile over HTTP", () => {
  const script = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;

  it("shows what was typed as text, whatever was typed", async () => {
    const { visitor, user } = await signedIn(app);
    await saveProfile(visitor, { name: script, bio: `${script}\n[a](javascript:alert(1))`, isPublic: "on" });
    for (const path of [`/u/${user.id}`, page, "/dashboard"]) {
      const { text, shown } = await visitor.get(path);
      expect(text).not.toMatch(/<script>alert|<img src=x|href="javascript:/);
      expect(shown).toContain("<script>alert(1)</script>");
    }
  });

  it("keeps what was typed beside a fault, and saves none of it", async () => {
    const { visitor } = await signedIn(app);
    const answer = await saveProfile(visitor, { name: "Another Name", bio: "A text worth keeping", age: "12abc" });
    expect(answer.shown).toContain("Enter an age from 13 to 130");
    expect(answer.text).toContain("A text worth keeping");
    expect((await visitor.get(page)).text).not.toContain("A text worth keeping");
  });

  it("shows the new name in the session and on every page at once", async () => {
    const { visitor } = await signedIn(app);
    await saveProfile(visitor, { name: "Renamed Person" });
    expect((await visitor.get("/dashboard")).shown).toContain("Welcome, Renamed Person");
    expect((await visitor.send({ path: "/api/auth/session" })).text).toContain("Renamed Person");
  });

  it("takes no role, address or state beside its own fields", async () => {
    const { visitor, user } = await signedIn(app);
    const extra = {
      role: "ADMIN",
      email: "other@example.com",
      isVerified: "false",
      userId: user.id,
      avatarUrl: "http://169.254.169.254/",
    };
    await saveProfile(visitor, { bio: "Mine", ...extra });
    const rows = await app.database.query(
      `SELECT "role"::text, "email", "isVerified", "avatarUrl", "bio" FROM "User" u JOIN "Profile" p ON p."userId" = u."id" WHERE u."id" = $1`,
      [user.id],
    );
    expect(rows).toEqual([{ role: "USER", email: user.email, isVerified: true, avatarUrl: null, bio: "Mine" }]);
  });

  it("is answered alike where it is private, suspended or nobody's", async () => {
    const { user } = await signedIn(app);
    const stranger = openVisitor(app);
    const paths = [`/u/${user.id}`, "/u/00000000-0000-4000-8000-000000000000", "/u/nobody"];
    const answers = await Promise.all(paths.map((path) => stranger.get(path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ shown }) => shown)).size).toBe(1);
  });
});
