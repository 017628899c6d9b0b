import { randomBytes, randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { hasRole } from "@/core/viewer";
import type { Access } from "@/auth/access-table";
import { seedUser, type SeededUser } from "./app-database";
import type { App } from "./app-server";
import { openVisitor, signedIn, signIn, type Visitor } from "./form-client";

/** Everybody who may ask. `suspended` holds the cookies from before, `stale` is a user whose proof is an hour old. */
export const askers = ["anonymous", "unverified", "suspended", "stale", "USER", "MODERATOR", "ADMIN"] as const;
export type Asker = (typeof askers)[number];
type Role = "USER" | "MODERATOR" | "ADMIN";

/** A browser for the asker. All but `anonymous` and `unverified` have signed in. */
export async function openAsker(app: App, asker: Asker): Promise<Visitor> {
  if (asker === "anonymous") return openVisitor(app);
  if (asker === "unverified") {
    const visitor = openVisitor(app);
    await signIn(visitor, await seedUser(app.database, { isVerified: false }));
    return visitor;
  }
  const { visitor, user } = await signedIn(app, await seedRole(app, roleOf(asker) ?? "USER"));
  if (asker === "stale") await age(app, user);
  if (asker === "suspended") await suspend(app, visitor, user);
  return visitor;
}

/** The role that an asker has in what is asked for, or null where they are nobody. */
export function roleOf(asker: Asker): Role | null {
  if (asker === "anonymous" || asker === "unverified" || asker === "suspended") return null;
  return asker === "stale" ? "USER" : asker;
}

/** What an asker is to be answered with: the thing itself, the way to sign in or to a fresh proof, or that there is nothing. */
export function verdictOf(access: Access, asker: Asker): "let in" | "sign in" | "prove" | "nothing there" {
  if (access === "public") return "let in";
  if (access === "local") return "nothing there";
  const role = roleOf(asker);
  if (!role) return "sign in";
  if (access === "recent") return asker === "stale" ? "prove" : "let in";
  if (access === "MODERATOR" || access === "ADMIN") return hasRole(role, access) ? "let in" : "nothing there";
  return "let in";
}

export async function seedRole(app: App, role: Role): Promise<SeededUser> {
  const user = await seedUser(app.database);
  await setRole(app, user, role);
  return user;
}

export async function setRole(app: App, { id }: SeededUser, role: Role): Promise<void> {
  await app.database.query(`UPDATE "User" SET "role" = $2::"Role" WHERE "id" = $1`, [id, role]);
}

async function age(app: App, { id }: SeededUser): Promise<void> {
  await app.database.query(`UPDATE "Session" SET "provenAt" = now() - interval '1 hour' WHERE "userId" = $1`, [id]);
}

async function suspend(app: App, visitor: Visitor, { id }: SeededUser): Promise<void> {
  await app.database.query(`UPDATE "User" SET "suspendedAt" = now() WHERE "id" = $1`, [id]);
  await vi.waitFor(async () => expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(401), {
    timeout: 10_000,
  });
}

/** Puts a person's id in the place of a page's `[userId]`, and of their post in that of `[postId]`. */
export function pageOf(path: string, { id, postId = id }: { id: string; postId?: string }): string {
  return path.replace("[userId]", id).replace("[postId]", postId);
}

export type Stranger = { id: string; email: string; postId: string; title: string; draft: string };

/** A person with a public page and a post that everybody may read, and a draft that nobody else may. */
export async function seedStranger(app: App): Promise<Stranger> {
  const { id, email } = await seedUser(app.database);
  const postId = randomUUID();
  const title = `Post ${randomBytes(6).toString("hex")}`;
  const draft = `Draft ${randomBytes(6).toString("hex")}`;
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "updatedAt")
     VALUES ($1, $2, $3, $5, true, now()), (gen_random_uuid()::text, $4, $4, $5, false, now())`,
    [postId, title, "Some *text*.", draft, id],
  );
  await app.database.query(`INSERT INTO "Profile" ("id", "userId", "isPublic") VALUES (gen_random_uuid(), $1, true)`, [
    id,
  ]);
  return { id, email, postId, title, draft };
}
