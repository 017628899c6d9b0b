import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";

export type OwnProfile = {
  name: string;
  bio: string;
  age: number | null;
  /** As `Profile.avatarUrl` holds it. */
  avatarUrl: string | null;
  isPublic: boolean;
  memberSince: Date;
};

/** The viewer's own profile; an empty one for who never wrote any. */
export async function getProfile(deps: Pick<Deps, "db">, viewer: Viewer): Promise<OwnProfile> {
  const { createdAt, profile } = await deps.db.user.findUniqueOrThrow({
    where: { id: viewer.id },
    select: { createdAt: true, profile: true },
  });
  return {
    name: viewer.name,
    bio: profile?.bio ?? "",
    age: profile?.age ?? null,
    avatarUrl: profile?.avatarUrl ?? null,
    isPublic: profile?.isPublic ?? false,
    memberSince: createdAt,
  };
}
