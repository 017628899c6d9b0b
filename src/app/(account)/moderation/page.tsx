import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listPublishedPosts } from "@/features/posts/list-published-posts";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { PostList } from "./post-list";

const path = "/moderation";

export const metadata: Metadata = { title: "Moderation", robots: { index: false } };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function ModerationPage({ searchParams }: Props) {
  const viewer = await requireRole("MODERATOR", { returnTo: path });
  const after = pageCursorSchema.parse((await searchParams).after);
  const { posts, next } = await orUnavailable(() => listPublishedPosts(deps(), viewer, { after }));
  return (
    <>
      <PageHeading title="Moderation">What was published, the newest first. Only to look at.</PageHeading>
      <PostList posts={posts} />
      <PageLinks
        olderHref={next ? `${path}?after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? path : undefined}
      />
    </>
  );
}
