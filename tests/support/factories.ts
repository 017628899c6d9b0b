import { randomUUID } from "node:crypto";
import type { User } from "@/platform/prisma/client";
import type { TestDeps } from "./deps";

type UserFields = Partial<Pick<User, "name" | "email" | "role" | "isVerified" | "suspendedAt">> & {
  /** In clear; null for a person who only uses a provider. */
  password?: string | null;
  /** A hash as it is, in place of `password`. */
  passwordHash?: string;
};

/** A confirmed person with a password, changed by `fields`. */
export async function createUser(deps: TestDeps, fields: UserFields = {}): Promise<User> {
  const { password = "a password of some length", passwordHash, ...columns } = fields;
  const hashed = password === null ? null : await deps.hasher.hash(password);
  const hash = passwordHash ?? (hashed?.ok ? hashed.hash : null);
  return await deps.db.user.create({
    data: { name: "Ada", email: `${randomUUID()}@example.com`, isVerified: true, ...columns, password: hash },
  });
}
