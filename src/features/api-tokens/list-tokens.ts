import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { scopeNames, type Scope } from "./policy";

export type TokenRow = {
  id: string;
  name: string;
  scopes: Scope[];
  /** Its last four characters. */
  hint: string;
  createdAt: Date;
  /** Some seconds late; null while it was never used. */
  lastUsedAt: Date | null;
  expiresAt: Date;
};

/** The viewer's personal access tokens that still work, the newest first. */
export async function listTokens(deps: Pick<Deps, "db" | "clock">, viewer: Viewer): Promise<TokenRow[]> {
  const tokens = await deps.db.session.findMany({
    where: { userId: viewer.id, kind: "TOKEN", expires: { gt: deps.clock.now() } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    select: { id: true, label: true, scopes: true, hint: true, createdAt: true, lastSeenAt: true, expires: true },
  });
  return tokens.map(({ id, label, scopes, hint, createdAt, lastSeenAt, expires }) => ({
    id,
    name: label ?? "Unnamed token",
    scopes: scopeNames.filter((scope) => scopes.includes(scope)),
    hint: hint ?? "",
    createdAt,
    lastUsedAt: lastSeenAt,
    expiresAt: expires,
  }));
}
