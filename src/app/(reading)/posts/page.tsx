import type { Metadata } from "next";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listPublishedPosts } from "@/features/posts/list-published-posts";
import { PublishedList } from "@/features/posts/web/published-list";
import { feedLink } from "@/features/posts/web/post-metadata";
import { productName } from "@/features/outbox/mail-layout";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/posts";

const title = "Posts";
const description = "What people wrote here, the newest first.";

/** Later pages of the list are not the list itself, and each names itself. */
export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const after = pageCursorSchema.parse((await searchParams).after);
  const { appUrl } = env();
  const url = `${appUrl}${path}${after ? `?after=${formatPageCursor(after)}` : ""}`;
  return {
    ...{ title, description },
    alternates: { canonical: url, types: feedLink(appUrl) },
    openGraph: { type: "website", siteName: productName, url, title, description },
    twitter: { card: "summary", title, description },
  };
}

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
      <PublishedList posts={posts} empty={<NothingYet />} />
      <PageLinks
        olderHref={next ? `${path}?after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? path : undefined}
      />
    </>
  );
}

function NothingYet() {
  return (
    <>
      Nothing has been published yet.{" "}
      <a href="/posts/write" className="link">
        Write the first post
      </a>
    </>
  );
}
