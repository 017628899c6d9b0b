import type { Metadata } from "next";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listPublishedPosts } from "@/features/posts/list-published-posts";
import { PublishedList } from "@/features/posts/web/published-list";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/posts";

export const metadata: Metadata = {
  title: "Posts",
  description: "What people wrote here, the newest first.",
  alternates: { types: { "application/atom+xml": "/posts/feed.xml" } },
};

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function PostsPage({ searchParams }: Props) {
  const after = pageCursorSchema.parse((await searchParams).after);
  const { posts, next } = await orUnavailable(() => listPublishedPosts(deps(), { after }));
  return (
    <>
      <PageHeading title="Posts">
        What people wrote here, the newest first. There is{" "}
        <a href="/posts/feed.xml" className="link">
          a feed
        </a>{" "}
        of it.
      </PageHeading>
      <PublishedList posts={posts} empty="Nothing has been published yet." />
      <PageLinks
        olderHref={next ? `${path}?after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? path : undefined}
      />
    </>
  );
}
