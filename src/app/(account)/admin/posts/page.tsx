import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { formatPageCursor, pageSize } from "@/core/page-cursor";
import { foundMax } from "@/features/admin-posts/list-plan";
import { listPosts } from "@/features/admin-posts/list-posts";
import { postListSchema, type PostListQuery } from "@/features/admin-posts/schema";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { PostFilter } from "./post-filter";
import { PostList } from "./post-list";

const path = "/admin/posts";

export const metadata: Metadata = { title: "All posts", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AllPostsPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const query = postListSchema.parse(await searchParams);
  const { posts, next, isCut } = await orUnavailable(() => listPosts(deps(), viewer, query));
  return (
    <>
      <PageHeading title="All posts">
        What everybody wrote, drafts as well. An author is told by mail when you take a post back, and not when you
        delete it.
      </PageHeading>
      <PostFilter path={path} query={query} />
      {isCut && (
        <p className="text-muted-foreground mb-4 text-sm">
          More than {foundMax.toLocaleString("en")} are found, and only so many are listed: type more of the title.
        </p>
      )}
      <PostList posts={posts} from={pageHref(query, query.after ? formatPageCursor(query.after) : "")} />
      <PageLinks
        olderHref={next ? pageHref(query, formatPageCursor(next)) : undefined}
        newestHref={query.after ? pageHref(query, "") : undefined}
        words={query.sort === "changed" ? undefined : { older: "Next", newest: "First" }}
      />
    </>
  );
}

function pageHref({ q, author, state, sort, limit }: PostListQuery, after: string): string {
  const asked = {
    ...{ q, author, state, after },
    sort: sort === "changed" ? "" : sort,
    limit: limit === pageSize ? "" : limit,
  };
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  );
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
