import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { findViewer } from "@/auth/viewer";
import { imageSource } from "@/features/images/image-path";
import { getPost, type ReadPost } from "@/features/posts/get-post";
import { postIdSchema } from "@/features/posts/schema";
import { postMetadata } from "@/features/posts/web/post-metadata";
import { PostFacts } from "@/features/posts/web/post-facts";
import { Prose } from "@/features/posts/web/prose";
import { renderedPost } from "@/features/posts/web/rendered";
import { shownTitle } from "@/features/posts/web/shown-title";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { Alert } from "@/ui/alert";
import { orUnavailable } from "@/web/or-unavailable";

type Props = { params: Promise<{ postId: string }> };

const readPost = cache(async (sent: string): Promise<ReadPost | null> => {
  const { data: postId } = postIdSchema.safeParse(sent);
  if (postId === undefined) return null;
  const viewer = await findViewer();
  return await orUnavailable(() => getPost(deps(), viewer, { postId }));
});

/** For sharing, of what everybody may read; of all else there is nothing to share. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const post = await readPost((await params).postId);
  return post ? postMetadata(post, env().appUrl) : {};
}

const stateWords = {
  draft: "This is a draft. Nobody but its author and administrators sees it.",
  withheld: "A moderator took this post back. Nobody but its author, moderators and administrators sees it.",
} as const;

export default async function PostPage({ params }: Props) {
  const post = await readPost((await params).postId);
  if (!post) notFound();
  const html = await renderedPost(post);
  return (
    <article>
      {post.state !== "published" && (
        <div className="mb-6">
          <Alert>{stateWords[post.state]}</Alert>
        </div>
      )}
      <header className="mb-8 grid gap-3">
        <h1 className="text-3xl leading-tight font-semibold tracking-[-0.022em] text-balance sm:text-[2.5rem] wrap-anywhere">
          {shownTitle(post.title)}
        </h1>
        <PostFacts author={post.author} publishedAt={post.publishedAt} readTime={post.readTime} />
        {post.isEditable && (
          <p className="text-sm">
            <a href={`/posts/write?post=${post.id}`} className="link">
              Edit this post
            </a>
          </p>
        )}
      </header>
      <Cover path={post.coverImage} />
      <div className="sm:text-[1.0625rem]">
        <Prose html={html} />
      </div>
    </article>
  );
}

function Cover({ path }: { path: string | null }) {
  const [phone, screen] = [imageSource(path, 640), imageSource(path, 1280)];
  if (phone === null || screen === null) return null;
  return (
    <img
      src={screen}
      srcSet={`${phone} 640w, ${screen} 1280w`}
      sizes="(max-width: 48rem) 100vw, 44rem"
      alt=""
      width={1280}
      height={672}
      className="bg-accent mb-8 h-auto w-full rounded-xl border"
    />
  );
}
