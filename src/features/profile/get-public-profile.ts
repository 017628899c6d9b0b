import type { Deps } from "@/core/deps";

export type PublicProfile = {
  id: string;
  name: string;
  bio: string | null;
  avatarUrl: string | null;
  memberSince: Date;
};

/**
 * What everybody may read of a person who chose to be public: never the address, the age or the role. Null for everybody else, for the
 * suspended and for an id that is nobody's alike.
 */
export async function getPublicProfile(
  deps: Pick<Deps, "db">,
  { userId }: { userId: string },
): Promise<PublicProfile | null> {
  const found = await deps.db.user.findFirst({
    where: { id: userId, isVerified: true, suspendedAt: null, profile: { isPublic: true } },
    select: { id: true, name: true, createdAt: true, profile: { select: { bio: true, avatarUrl: true } } },
  });
  if (!found) return null;
  const { id, name, createdAt, profile } = found;
  return { id, name, bio: profile?.bio ?? null, avatarUrl: profile?.avatarUrl ?? null, memberSince: createdAt };
}
