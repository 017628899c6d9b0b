import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listOwnPosts, type PostState } from "@/features/posts/list-own-posts";
import { shownTitle } from "@/features/posts/web/shown-title";
import { deps } from "@/platform/deps";
import { ButtonLink } from "@/ui/button";
import { EmptyList } from "@/ui/empty-list";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/posts/mine";

export const metadata: Metadata = { title: "Your posts" };

const stateNames: Record<PostState, string> = { draft: "Draft", published: "Published", withheld: "Taken back" };
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function OwnPostsPage({ searchParams }: Props) {
  const viewer = await requireViewer({ returnTo: path });
  const after = pageCursorSchema.parse((await searchParams).after);
  const { posts, next } = await orUnavailable(() => listOwnPosts(deps(), viewer, { after }));
  return (
    <>
      <PageHeading title="Your posts">What you wrote. Nobody but you and administrators sees your drafts.</PageHeading>
      <p className="mb-6">
        <ButtonLink href="/posts/write">Write a post</ButtonLink>
      </p>
      {posts.length === 0 ? (
        <EmptyList>You have not written anything yet.</EmptyList>
      ) : (
        <ul className="bg-card divide-y rounded-xl border shadow-xs">
          {posts.map(({ id, title, state, updatedAt, hasChanges }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-4 sm:px-6">
              <a href={`/posts/write?post=${id}`} className="font-medium wrap-anywhere hover:underline">
                {shownTitle(title)}
              </a>
              <p className="text-muted-foreground text-sm">
                {stateNames[state]}
                {hasChanges && ", with changes"},{" "}
                <time dateTime={updatedAt.toISOString()}>{day.format(updatedAt)}</time>
              </p>
            </li>
          ))}
        </ul>
      )}
      <PageLinks
        olderHref={next ? `${path}?after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? path : undefined}
      />
    </>
  );
}
