import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listPostsToModerate } from "@/features/posts/list-published-posts";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { PostList } from "./post-list";

const path = "/moderation";

export const metadata: Metadata = { title: "Moderation", robots: { index: false } };

type Props = { searchParams: Promise<{ after?: string | string[]; show?: string | string[] }> };

export default async function ModerationPage({ searchParams }: Props) {
  const viewer = await requireRole("MODERATOR", { returnTo: path });
  const sent = await searchParams;
  const after = pageCursorSchema.parse(sent.after);
  const withheld = sent.show === "withheld";
  const { posts, next } = await orUnavailable(() => listPostsToModerate(deps(), viewer, { after, withheld }));
  const base = withheld ? `${path}?show=withheld` : path;
  return (
    <>
      <PageHeading title="Moderation">
        {withheld
          ? "What was taken back. Its author can write on, but not publish it until it is released."
          : "What was published, the newest first. Its author gets the reason by mail when you take a post back."}
      </PageHeading>
      <p className="mb-4 text-sm">
        <a href={withheld ? path : `${path}?show=withheld`} className="link">
          {withheld ? "Show what is published" : "Show what was taken back"}
        </a>
      </p>
      <PostList posts={posts} withheld={withheld} from={base} />
      <PageLinks
        olderHref={next ? `${base}${withheld ? "&" : "?"}after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? base : undefined}
      />
    </>
  );
}
