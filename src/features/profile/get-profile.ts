import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";

export type OwnProfile = {
  name: string;
  bio: string;
  age: number | null;
  /** As `Profile.avatarUrl` holds it. */
  avatarUrl: string | null;
  isPublic: boolean;
};

/** The viewer's own profile; an empty one for who never wrote any. */
export async function getProfile(deps: Pick<Deps, "db">, viewer: Viewer): Promise<OwnProfile> {
  const found = await deps.db.profile.findUnique({ where: { userId: viewer.id } });
  return {
    name: viewer.name,
    bio: found?.bio ?? "",
    age: found?.age ?? null,
    avatarUrl: found?.avatarUrl ?? null,
    isPublic: found?.isPublic ?? false,
  };
}
