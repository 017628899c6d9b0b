import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { expect } from "vitest";
import { endpoints } from "@/features/api/endpoints";
import { call } from "./api-client";
import { seedRole, seedStranger } from "./askers";
import { everyFieldName } from "./field-names";
import { newEmail } from "./form-client";
import { multipart } from "./multipart";
import { postToNextAuth, signInByNextAuth } from "./next-auth-client";
import type { Typing } from "./typing";

/** Every field as a part of the address of every page: what a form without scripts could send by mistake. */
export async function typeIntoEveryAddress(typing: Typing, pages: readonly string[]): Promise<void> {
  const { app, words, marked, visitor, signedInAs } = typing;
  const administrator = await signedInAs(await seedRole(app(), "ADMIN"));
  const names = await everyFieldName();
  for (const page of pages) {
    for (const caller of [visitor(), administrator]) {
      const value = marked(words, `the address of ${page}`);
      const query = new URLSearchParams(names.map((name) => [name, value]));
      expect((await caller.send({ path: `${page}?${query.toString()}` })).status).toBeLessThan(500);
    }
  }
}

/** What is too large for an action, or no form: bodies, files and their names. */
export async function typeIntoTheHandlers(typing: Typing): Promise<void> {
  const { words, marked, everyField, signedInAs } = typing;
  const app = typing.app();
  const { postId } = await seedStranger(app);
  const writer = await seedRole(app, "ADMIN");
  const author = await signedInAs(writer);
  const from = { origin: app.origin, "sec-fetch-site": "same-origin" };
  const exif = { IFD0: { ImageDescription: marked(words, "picture") } };
  const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: "teal" } })
    .withExif(exif)
    .jpeg()
    .toBuffer();
  for (const path of ["/api/profile/avatar", `/api/posts/${postId}/cover`]) {
    for (const bytes of [picture, Buffer.from(marked(words, "no picture"))]) {
      const file = { filename: `${marked(words, "file name")}.jpg`, type: "image/jpeg" };
      const sent = multipart([["picture", bytes, file], ...(await everyField())]);
      const headers = { ...from, "content-type": sent.contentType };
      expect((await author.send({ method: "POST", path, headers, body: sent.body })).status).toBe(303);
    }
  }
  const body = `# ${marked(words, "preview")}`;
  const headers = { ...from, "content-type": "text/plain" };
  const preview = await author.send({ method: "POST", path: "/api/posts/preview", headers, body });
  expect([preview.status, preview.text.includes(body.slice(2))]).toEqual([200, true]);
  const draft = { title: marked(words, "draft's title"), content: marked(words, "draft"), standing: null };
  const autosaves = [
    { ...draft, writerId: writer.id, createKey: randomUUID() },
    { ...draft, writerId: marked(words, "writerId"), createKey: marked(words, "createKey") },
  ];
  const autosaved = [];
  for (const typed of autosaves) {
    const sent = { path: "/api/posts/autosave", headers: { ...from, "content-type": "application/json" } };
    autosaved.push((await author.send({ method: "POST", ...sent, body: JSON.stringify(typed) })).status);
  }
  expect(autosaved).toEqual([200, 400]);
  for (const endpoint of ["callback/credentials", "signout", "session", "csrf", "_log"])
    await postToNextAuth(author, { endpoint, fields: Object.fromEntries(await everyField()), as: "form" });
}

/** What programs send: to each endpoint, to NextAuth's own, to the webhook, and in headers and links. */
export async function typeIntoTheApi(typing: Typing): Promise<void> {
  const { words, secrets, linkTokens, marked, valueOf, visitor } = typing;
  const app = typing.app();
  const from = visitor();
  for (const { method, path: at, input } of Object.values(endpoints)) {
    const body = input ? Object.fromEntries(Object.keys(input.shape).map((name) => [name, valueOf(name)])) : undefined;
    const token = `lkp_${marked(secrets, "bearer token")}`;
    const target = at.replace("/api/v1", "").replace("{sessionId}", marked(words, "sessionId"));
    await call(app, method, target, { from, token, ...(body ? { body } : {}) });
    await call(app, method, target, { from, ...(body ? { body: { ...body, password: [body] } } : {}) });
  }
  const unlike = { email: marked(words, "email"), password: { deep: marked(secrets, "password") } };
  await signInByNextAuth(from, unlike, "json");
  await signInByNextAuth(from, {
    email: newEmail(),
    password: marked(secrets, "password"),
    captcha: valueOf("captcha"),
  });
  await from.send({
    method: "POST",
    path: "/api/webhooks/resend",
    headers: {
      "svix-id": marked(words, "svix-id"),
      "svix-timestamp": "1",
      "svix-signature": `v1,${marked(secrets, "signature")}`,
      authorization: `Basic ${marked(secrets, "authorization")}`,
      cookie: `auth_token=${marked(secrets, "cookie")}`,
      "user-agent": marked(words, "user-agent"),
      "x-request-id": marked(words, "x-request-id"),
    },
    body: JSON.stringify({ type: marked(words, "type") }),
  });
  for (const page of ["/verify", "/reset-password", "/unlock", "/signin"])
    await from.get(`${page}?token=${marked(linkTokens, `forged token for ${page}`)}`);
}
