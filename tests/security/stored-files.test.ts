import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedStranger } from "../support/askers";
import { startCanary, type Canary } from "../support/canary";
import type { Answer } from "../support/exchange";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";
import { inertFiles, refusedFiles, script } from "../support/hostile-files";
import { multipart } from "../support/multipart";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

type Place = {
  name: string;
  post: (visitor: Visitor, bytes: Buffer, named: string) => Promise<Answer>;
  stored: () => Promise<string | null>;
  widths: number[];
};

async function upload(visitor: Visitor, path: string, bytes: Buffer, named: string): Promise<Answer> {
  const { body, contentType } = multipart([["picture", bytes, { filename: named, type: "image/png" }]]);
  const headers = { origin: app.origin, "sec-fetch-site": "same-origin", "content-type": contentType };
  return await visitor.send({ method: "POST", path, headers, body });
}

/** A person of their own with both, for thirty pictures an hour are one person's. */
async function somebody(): Promise<{ visitor: Visitor; userId: string; places: Place[] }> {
  const { visitor, user } = await signedIn(app);
  const { postId } = await seedStranger(app);
  await app.database.query(`UPDATE "Post" SET "authorId" = $1 WHERE "id" = $2`, [user.id, postId]);
  const read = async (text: string, id: string) =>
    (await app.database.query<{ path: string | null }>(text, [id]))[0]?.path ?? null;
  const avatar = `SELECT "avatarUrl" AS path FROM "Profile" WHERE "userId" = $1`;
  const cover = `SELECT "coverImage" AS path FROM "Post" WHERE "id" = $1`;
  const at =
    (path: string): Place["post"] =>
    (sender, bytes, named) =>
      upload(sender, path, bytes, named);
  return {
    visitor,
    userId: user.id,
    places: [
      { name: "avatar", post: at("/api/profile/avatar"), stored: () => read(avatar, user.id), widths: [96, 320] },
      { name: "cover", post: at(`/api/posts/${postId}/cover`), stored: () => read(cover, postId), widths: [640, 1280] },
    ],
  };
}

describe("a file that is no picture, or none that is read", () => {
  it.each(refusedFiles)(
    "is refused as an avatar and as a cover where it is %s, and nothing of it is kept",
    async (_, make) => {
      const bytes = await make();
      expect(bytes.length).toBeLessThan(5 * 1024 * 1024);
      const { visitor, userId, places } = await somebody();
      for (const { name, post, stored } of places) {
        const answer = await post(visitor, bytes, "innocent.png");
        expect([name, answer.status, await stored()]).toEqual([name, 303, null]);
        expect(answer.ms).toBeLessThan(8_000);
      }
      expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(200);
      expect(await app.database.query(`SELECT 1 FROM "Image" WHERE "ownerId" = $1`, [userId])).toEqual([]);
    },
  );
});

describe("a picture with something beside its pixels", () => {
  it.each(inertFiles)(
    "is kept as its pixels alone where it is %s, and never answered as anything else",
    async (_, make) => {
      const bytes = await make();
      const { visitor, places } = await somebody();
      for (const { name, post, stored, widths } of places) {
        await post(visitor, bytes, "<script>.html");
        const path = await stored();
        expect([name, path !== null]).toEqual([name, true]);
        for (const width of widths) {
          const { status, headers, text } = await visitor.send({ path: `${path}/${width}` });
          expect([status, headers["content-type"], headers["x-content-type-options"]]).toEqual([
            200,
            "image/webp",
            "nosniff",
          ]);
          expect(text).not.toMatch(/planted|script|GPS|Exif/i);
        }
        const files = await app.database.query<{ bytes: Buffer; width: number }>(
          `SELECT "bytes", "width" FROM "ImageFile" WHERE "imageId" = $1`,
          [path?.split("/").at(-1)],
        );
        for (const file of files) {
          const { format, pages, exif, xmp, icc, width } = await sharp(file.bytes).metadata();
          expect([format, pages, exif, xmp, icc, width]).toEqual([
            "webp",
            undefined,
            undefined,
            undefined,
            undefined,
            file.width,
          ]);
        }
      }
    },
  );
});

describe("a picture's address", () => {
  let canary: Canary;
  beforeAll(async () => {
    canary = await startCanary();
  });
  afterAll(() => canary.close());

  const addresses = () => [
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/",
    "file:///etc/passwd",
    `data:text/html,${script}`,
    "data:image/png;base64,iVBORw0KGgo=",
    "javascript:alert(1)",
    "ftp://example.com/a.png",
    "blob:https://example.com/1",
    "//evil.example/a.png",
    "/images/00000000-0000-4000-8000-000000000000/320",
    `http://127.0.0.1:${canary.port}/a.png`,
    `https://127.0.0.1:${canary.port}/a.png`,
    `https://localhost:${canary.port}/a.png`,
    `https://[::1]:${canary.port}/a.png`,
    `https://[::ffff:127.0.0.1]:${canary.port}/a.png`,
    `https://0x7f.1:${canary.port}/a.png`,
    `https://2130706433:${canary.port}/a.png`,
    `https://127.1:${canary.port}/a.png`,
    `https://0:${canary.port}/a.png`,
    `https://user:secret@127.0.0.1:${canary.port}/a.png`,
    `https://example.com@127.0.0.1:${canary.port}/a.png`,
    `https://localhost.:${canary.port}/a.png`,
    `https://１２７.0.0.1:${canary.port}/a.png`,
    `https://${"a".repeat(3_000)}.example/`,
    "https://",
    "\u0000",
  ];

  it("is asked for at nothing of this machine or network, and changes nothing", async () => {
    const { visitor, user } = await signedIn(app);
    const action = findAction("setAvatarFromAction");
    for (const address of addresses()) {
      const answer = await callAction(visitor, action, formArguments([["address", address]]));
      expect([address.slice(0, 50), answer.status]).toEqual([address.slice(0, 50), 200]);
    }
    const rows = await app.database.query(
      `SELECT 1 FROM "Profile" WHERE "userId" = $1 AND "avatarUrl" IS NOT NULL UNION SELECT 1 FROM "Image" WHERE "ownerId" = $1`,
      [user.id],
    );
    expect([rows, canary.connections()]).toEqual([[], 0]);
  });

  it("is fetched by no image service of the framework's, for anybody", async () => {
    for (const url of [
      `http://127.0.0.1:${canary.port}/a.avif`,
      "/icon.svg",
      "http://169.254.169.254/",
      "/images/x/320",
    ]) {
      const answer = await openVisitor(app).send({ path: `/_next/image?url=${encodeURIComponent(url)}&w=640&q=75` });
      expect([url, answer.status]).toEqual([url, 404]);
    }
    expect(canary.connections()).toBe(0);
  });
});
