import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { imageSource } from "@/features/images/image-path";
import { listPublishedPosts } from "@/features/posts/list-published-posts";
import { feedLink } from "@/features/posts/web/post-metadata";
import { productName } from "@/features/outbox/mail-layout";
import { PublishedList } from "@/features/posts/web/published-list";
import { getPublicProfile } from "@/features/profile/get-public-profile";
import { userIdSchema } from "@/features/profile/schema";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { Avatar } from "@/ui/avatar";
import { Month } from "@/ui/month";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";

type Props = { params: Promise<{ userId: string }>; searchParams: Promise<{ after?: string | string[] }> };

const readProfile = cache(async (sent: string) => {
  const { data: userId } = userIdSchema.safeParse(sent);
  return userId === undefined ? null : await orUnavailable(() => getPublicProfile(deps(), { userId }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const profile = await readProfile((await params).userId);
  if (!profile) return {};
  const { id, name, bio, avatarUrl } = profile;
  const description = bio?.replace(/\s+/g, " ") ?? `The page of ${name}.`;
  const picture = imageSource(avatarUrl, 320);
  const { appUrl } = env();
  const url = `${appUrl}/u/${id}`;
  const images = picture === null ? [] : [{ url: `${appUrl}${picture}`, width: 320, height: 320, alt: "" }];
  return {
    ...{ title: name, description },
    alternates: { canonical: url, types: feedLink(appUrl) },
    openGraph: { type: "profile", siteName: productName, url, title: name, description, images },
    twitter: { card: "summary", title: name, description, images },
  };
}

export default async function PublicProfilePage({ params, searchParams }: Props) {
  const profile = await readProfile((await params).userId);
  if (!profile) notFound();
  const { id, name, bio, avatarUrl, memberSince } = profile;
  const after = pageCursorSchema.parse((await searchParams).after);
  const { posts, next } = await orUnavailable(() => listPublishedPosts(deps(), { after, authorId: id }));
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <Avatar name={name} source={imageSource(avatarUrl, 320)} size={96} />
        <div className="min-w-0 flex-1 basis-64 wrap-anywhere">
          <PageHeading title={name}>
            Member since <Month of={memberSince} />
          </PageHeading>
          {bio !== null && <p className="leading-relaxed whitespace-pre-line">{bio}</p>}
        </div>
      </div>
      <section className="mt-10 grid grid-cols-1 gap-4">
        <h2 className="text-base font-semibold tracking-tight">Posts</h2>
        <PublishedList posts={posts} empty={`${name} has published nothing yet.`} />
        <PageLinks
          olderHref={next ? `/u/${id}?after=${formatPageCursor(next)}` : undefined}
          newestHref={after ? `/u/${id}` : undefined}
        />
      </section>
    </>
  );
}
