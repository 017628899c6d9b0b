import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll } from "vitest";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openBrowser } from "../support/browser";
import { readWords, signInOn } from "../support/journey";
import { describePages, type PageStates } from "../support/looked-at-pages";

let app: App;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const longest = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

const rich = `A lock asks one question, and a key is the only answer that it takes. This is about *what happens* in between, and why a **good** answer is short.

## What a key says

1. Each pin has a height that it wants to be lifted to.
2. The key's cuts are those heights, in order.

- [x] Cut the key
- [ ] Hand it over

> Whoever copies a key needs the key for a moment only.

A line of \`inline code\`, a [link](https://example.com), and a word as long as ${longest}.

\`\`\`ts
// What a lock would be, were it a function.
export function opens(lock: readonly number[], key: readonly number[]): boolean {
  return lock.length === key.length && lock.every((height, pin) => height === key[pin]);
}
\`\`\`

### In numbers

| Pins | Heights | Keys that differ |
| ---- | ------- | ---------------- |
| 5    | 10      | 100,000          |
| 6    | 10      | 1,000,000        |

---

And that is all[^1].

[^1]: Nearly all.
`;

type Seed = { title?: string; content?: string; published?: boolean; withheldFor?: string | null };

async function seedPost({ id }: SeededUser, fields: Seed = {}): Promise<string> {
  const { title = "On keys", content = rich, published = false, withheldFor = null } = fields;
  const postId = randomUUID();
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "publishedAt", "readTime", "unpublishedAt", "unpublishReason", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, now(), 3, CASE WHEN $6::text IS NULL THEN NULL ELSE now() END, $6, now())`,
    [postId, title, content, id, published, withheldFor],
  );
  return postId;
}

async function signedInAuthor(page: Page): Promise<SeededUser> {
  const user = await seedUser(app.database);
  await signInOn(page, user);
  return user;
}

/** A state of the site that others' posts would not be: without any. */
const removePosts = () => app.database.query(`DELETE FROM "Post"`);

async function uploadCover(page: Page): Promise<void> {
  const stripes = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="672"><rect width="1280" height="672" fill="#0c4a3f"/><path d="M0 480 Q 320 300 640 420 T 1280 330 V 672 H 0 Z" fill="#f2d49b" opacity=".8"/></svg>`,
  );
  const buffer = await sharp(stripes).png().toBuffer();
  await page.getByLabel("Choose a picture").setInputFiles({ name: "cover.png", mimeType: "image/png", buffer });
  await page.getByRole("button", { name: "Upload cover" }).click();
  await readWords(page, "The cover is changed.");
}

const states: PageStates = {
  "posts, none": async ({ page }) => {
    await removePosts();
    await page.goto("/posts");
    await readWords(page, "Nothing has been published yet.");
  },
  "moderation without posts": async ({ page }) => {
    await removePosts();
    await signInOn(page, await seedRole(app, "MODERATOR"));
    await page.getByRole("link", { name: "Moderation" }).click();
    await page.getByText("Nothing has been published yet.").waitFor();
  },
  "moderation with nothing taken back": async ({ page }) => {
    await removePosts();
    await signInOn(page, await seedRole(app, "MODERATOR"));
    await page.goto("/moderation?show=withheld");
    await page.getByText("Nothing is taken back.").waitFor();
  },
  moderation: async ({ page }) => {
    const { title } = await seedStranger(app);
    await signInOn(page, await seedRole(app, "MODERATOR"));
    await page.goto("/moderation");
    await page.getByText(`Take back ${title}`).click();
    await page.getByLabel("Reason").first().waitFor();
  },
  "moderation of what was taken back": async ({ page }) => {
    await seedPost(await seedUser(app.database), { title: longest, withheldFor: "It names a person's address." });
    await signInOn(page, await seedRole(app, "MODERATOR"));
    await page.goto("/moderation?show=withheld");
    await page.getByText(longest).first().waitFor();
  },
  posts: async ({ page }) => {
    const user = await seedUser(app.database);
    for (let count = 0; count < 30; count++) await seedPost(user, { title: `Post ${count}`, published: true });
    await seedPost(user, { title: longest, published: true });
    await seedStranger(app);
    await page.goto("/posts");
    await page.getByRole("link", { name: "Older" }).waitFor();
  },
  "posts, further on": async ({ page }) => {
    const user = await seedUser(app.database);
    for (let count = 0; count < 30; count++) await seedPost(user, { title: `Post ${count}`, published: true });
    await page.goto("/posts");
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByRole("link", { name: "Newest" }).waitFor();
  },
  "a post": async ({ page }) => {
    const postId = await seedPost(await seedUser(app.database), {
      title: "What a lock asks, and what a key answers",
      published: true,
    });
    await page.goto(`/posts/${postId}`);
  },
  "a post with a cover, for its author": async ({ page }) => {
    const postId = await seedPost(await signedInAuthor(page), { published: true });
    await page.goto(`/posts/write?post=${postId}`);
    await uploadCover(page);
    await page.goto(`/posts/${postId}`);
    await page.getByRole("link", { name: "Edit this post" }).waitFor();
  },
  "a draft, for its author": async ({ page }) => {
    await page.goto(`/posts/${await seedPost(await signedInAuthor(page), { title: longest })}`);
  },
  "a post that was taken back, for its author": async ({ page }) => {
    await page.goto(`/posts/${await seedPost(await signedInAuthor(page), { withheldFor: "It names a person." })}`);
  },
  "an author's page": async ({ page }) => {
    const { id } = await seedStranger(app);
    for (const title of [longest, "On doors"])
      await seedPost({ id, email: "", password: "" }, { title, published: true });
    await page.goto(`/u/${id}`);
    await page.getByRole("link", { name: "On doors" }).waitFor();
  },
  "an author's page without posts": async ({ page }) => {
    const { id } = await seedStranger(app);
    await app.database.query(`DELETE FROM "Post" WHERE "authorId" = $1`, [id]);
    await page.goto(`/u/${id}`);
    await readWords(page, "has published nothing yet");
  },
  "one's own posts, none": async ({ page }) => {
    await signedInAuthor(page);
    await page.goto("/posts/mine");
  },
  "one's own posts": async ({ page }) => {
    const user = await signedInAuthor(page);
    await seedPost(user, { title: "" });
    await seedPost(user, { title: longest, published: true });
    await seedPost(user, { title: "Taken back", withheldFor: "It names a person." });
    const changed = await seedPost(user, { title: "With changes", published: true });
    await app.database.query(
      `INSERT INTO "WorkingCopy" ("postId", "title", "content", "version", "savedAt") VALUES ($1, 'On', 'And on', 1, now())`,
      [changed],
    );
    await page.goto("/posts/mine");
    await readWords(page, "with changes");
  },
  "the writer": async ({ page }) => {
    await signedInAuthor(page);
    await page.goto("/posts/write");
  },
  "the writer with faults": async ({ page }) => {
    await signedInAuthor(page);
    await page.goto("/posts/write");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Enter a title.");
  },
  "the writer of a draft, with its preview": async ({ page }) => {
    await page.goto(`/posts/write?post=${await seedPost(await signedInAuthor(page))}`);
    await page.waitForLoadState("networkidle");
    const preview = page.getByRole("button", { name: "Live preview" });
    if ((await preview.count()) === 0) return;
    await preview.click();
    await page.getByRole("heading", { name: "What a key says" }).waitFor();
  },
  "the writer of a published post with changes": async ({ page }) => {
    const user = await signedInAuthor(page);
    const postId = await seedPost(user, { published: true });
    await app.database.query(
      `INSERT INTO "WorkingCopy" ("postId", "title", "content", "version", "savedAt") VALUES ($1, 'On', 'And on', 1, now())`,
      [postId],
    );
    await page.goto(`/posts/write?post=${postId}`);
    await uploadCover(page);
    await page.locator("summary", { hasText: "Drop the changes" }).click();
  },
  "the writer after a conflict": async ({ page }) => {
    const postId = await seedPost(await signedInAuthor(page), { content: "Before" });
    await page.goto(`/posts/write?post=${postId}`);
    await app.database.query(`UPDATE "Post" SET "content" = 'From elsewhere', "version" = 2 WHERE "id" = $1`, [postId]);
    await page.getByLabel("Text", { exact: true }).fill("From here");
    await page.getByRole("button", { name: "Save draft" }).click();
    await readWords(page, "nothing was overwritten");
  },
  "the writer of a post that was taken back": async ({ page }) => {
    const postId = await seedPost(await signedInAuthor(page), { withheldFor: "It names a person's address." });
    await page.goto(`/posts/write?post=${postId}`);
  },
};

describePages(() => ({ browser, app }), states);
