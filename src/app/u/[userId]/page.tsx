import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getPublicProfile } from "@/features/profile/get-public-profile";
import { userIdSchema } from "@/features/profile/schema";
import { imageSource } from "@/features/images/image-path";
import { deps } from "@/platform/deps";
import { Avatar } from "@/ui/avatar";
import { Month } from "@/ui/month";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { SiteFooter } from "../../site-footer";
import { SiteHeader } from "../../site-header";

type Props = { params: Promise<{ userId: string }> };

const readProfile = cache(async (sent: string) => {
  const { data: userId } = userIdSchema.safeParse(sent);
  return userId === undefined ? null : await orUnavailable(() => getPublicProfile(deps(), { userId }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const profile = await readProfile((await params).userId);
  return profile ? { title: profile.name, description: profile.bio ?? `The page of ${profile.name}.` } : {};
}

export default async function PublicProfilePage({ params }: Props) {
  const profile = await readProfile((await params).userId);
  if (!profile) notFound();
  const { name, bio, avatarUrl, memberSince } = profile;
  return (
    <>
      <div className="border-b">
        <SiteHeader />
      </div>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-3xl flex-1 px-5 pt-12 pb-20 outline-none sm:px-8">
        <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
          <Avatar name={name} source={imageSource(avatarUrl, 320)} size={96} />
          <div className="min-w-0 flex-1 basis-64 wrap-anywhere">
            <PageHeading title={name}>
              Member since <Month of={memberSince} />
            </PageHeading>
            {bio !== null && <p className="leading-relaxed whitespace-pre-line">{bio}</p>}
          </div>
        </div>
      </main>
      <SiteFooter />
    </>
  );
}
