import type { Metadata } from "next";
import { requireFreshViewer } from "@/auth/viewer";
import { getProfile } from "@/features/profile/get-profile";
import { ChangeAvatar } from "@/features/profile/web/change-avatar";
import { ProfileForm } from "@/features/profile/web/profile-form";
import { deps } from "@/platform/deps";
import { Card } from "@/ui/card";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const viewer = await requireFreshViewer({ returnTo: "/settings/profile" });
  const { name, bio, age, isPublic, avatarUrl } = await orUnavailable(() => getProfile(deps(), viewer));
  return (
    <>
      <PageHeading title="Profile">
        {isPublic ? (
          <>
            Everybody can see{" "}
            <a href={`/u/${viewer.id}`} className="link">
              your public page
            </a>
            .
          </>
        ) : (
          "Who you are to others. Only you see it, unless you choose a public page."
        )}
      </PageHeading>
      <div className="grid gap-5">
        <Card title="Picture">
          <ChangeAvatar name={name} avatarUrl={avatarUrl} />
        </Card>
        <Card title="About you">
          <ProfileForm name={name} bio={bio} age={age} isPublic={isPublic} />
        </Card>
      </div>
    </>
  );
}
