import { emailSchema } from "@/core/email";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import type { TestDeps } from "./deps";
import { createUser } from "./factories";
import { newViewer } from "./viewer";

export const email = emailSchema.parse("ada@example.com");
export const password = "a violet umbrella in may";

export type Change = {
  /** By whom it must say that it was done; null for somebody who is not signed in. */
  by: "owner" | "administrator" | null;
  /** Puts everything in place and answers whose account it is, and how to change it; `subjectId` is null where it is nobody's. */
  prepare: (deps: TestDeps) => Promise<{ subjectId?: string | null; actorId?: string; act: () => Promise<unknown> }>;
};

export async function owner(deps: TestDeps, fields: { password?: string | null; isVerified?: boolean } = {}) {
  const user = await createUser(deps, { email, password, ...fields });
  const viewer = user.isVerified ? await newViewer(deps, user.id) : null;
  return { user, subjectId: user.id, viewer: viewer as RecentViewer };
}

/** An administrator with one more besides, and the account of another. */
export async function adminAndOwner(deps: TestDeps) {
  const { subjectId } = await owner(deps);
  await createUser(deps, { role: "ADMIN" });
  const { id } = await createUser(deps, { role: "ADMIN" });
  const admin = (await newViewer(deps, id)) as AdminViewer & RecentViewer;
  return { subjectId, actorId: id, admin };
}
