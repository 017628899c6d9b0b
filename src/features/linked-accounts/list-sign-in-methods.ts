import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";

export type SignInMethods = {
  hasPassword: boolean;
  identities: { id: string; provider: string; label: string; linkedAt: Date | null }[];
};

/** The ways into the viewer's account. */
export async function listSignInMethods(deps: Pick<Deps, "db">, viewer: Viewer): Promise<SignInMethods> {
  const user = await deps.db.user.findUniqueOrThrow({
    where: { id: viewer.id },
    select: {
      password: true,
      accounts: { select: { id: true, provider: true, providerAccountId: true, label: true, createdAt: true } },
    },
  });
  const identities = user.accounts
    .map(({ id, provider, providerAccountId, label, createdAt }) => ({
      id,
      provider,
      label: label ?? providerAccountId,
      linkedAt: createdAt,
    }))
    .sort((a, b) => a.provider.localeCompare(b.provider) || a.label.localeCompare(b.label));
  return { hasPassword: user.password !== null, identities };
}
