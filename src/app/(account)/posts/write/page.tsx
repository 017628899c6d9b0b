import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireFreshViewer } from "@/auth/viewer";
import type { Viewer } from "@/core/viewer";
import { getPostToEdit, type ReadPost } from "@/features/posts/get-post";
import { postIdSchema } from "@/features/posts/schema";
import { deletePostAction, unpublishPostAction } from "@/features/posts/web/actions";
import { ChangeCover } from "@/features/posts/web/change-cover";
import { PostForm } from "@/features/posts/web/post-form";
import { deps } from "@/platform/deps";
import { Alert } from "@/ui/alert";
import { Card } from "@/ui/card";
import { ConfirmForm } from "@/ui/confirm-form";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/posts/write";

export const metadata: Metadata = { title: "Write a post" };

type Props = { searchParams: Promise<{ post?: string | string[] }> };

/** A new post, or with `?post=` one that is there. */
export default async function WritePage({ searchParams }: Props) {
  const { post: sent } = await searchParams;
  const returnTo = typeof sent === "string" ? `${path}?post=${encodeURIComponent(sent)}` : path;
  const viewer = await requireFreshViewer({ returnTo });
  const post = sent === undefined ? null : await readPost(viewer, sent);
  return (
    <>
      <PageHeading title={post ? headingOf(post) : "Write a post"}>
        {post ? <StateOf post={post} /> : "Nobody but you and administrators sees it until you publish it."}
      </PageHeading>
      {post && post.withheldFor !== null && (
        <div className="mb-6">
          <Alert>A moderator took this post back: {post.withheldFor}</Alert>
        </div>
      )}
      <PostForm key={post?.version} post={post && toForm(post)} />
      {post && (
        <div className="mt-10">
          <Card title="Cover">
            <ChangeCover postId={post.id} coverImage={post.coverImage} />
          </Card>
        </div>
      )}
      {post && !post.isOwn && (
        <p className="text-muted-foreground mt-10 border-t pt-6 text-sm">
          This is another person’s post. Take it back or delete it{" "}
          <a href={`/admin/posts?q=${encodeURIComponent(post.title)}`} className="link">
            among all posts
          </a>
          .
        </p>
      )}
      {post?.isOwn && (
        <div className="mt-10 flex flex-wrap gap-4 border-t pt-6">
          {post.state === "published" && (
            <ConfirmForm
              action={unpublishPostAction}
              fields={{ postId: post.id }}
              summary="Make it a draft"
              consequence="Nobody else can read it until you publish it again."
              place="here"
            >
              Make it a draft
            </ConfirmForm>
          )}
          <ConfirmForm
            action={deletePostAction}
            fields={{ postId: post.id }}
            summary="Delete post"
            consequence="The post is gone for good. What you typed and did not save is gone as well."
            place="here"
          >
            Delete it for good
          </ConfirmForm>
        </div>
      )}
    </>
  );
}

async function readPost(viewer: Viewer, sent: string | string[]): Promise<ReadPost> {
  const { data: postId } = postIdSchema.safeParse(sent);
  const post = postId === undefined ? null : await orUnavailable(() => getPostToEdit(deps(), viewer, { postId }));
  if (!post) notFound();
  return post;
}

function headingOf({ isOwn, author }: ReadPost): string {
  return isOwn ? "Edit your post" : `Edit a post by ${author.name}`;
}

function toForm({ id, version, title, content, state }: ReadPost) {
  return { id, version, title, content, isPublished: state === "published" };
}

function StateOf({ post: { id, state } }: { post: ReadPost }) {
  return (
    <>
      {state === "published" ? "It is published: everybody sees what you save." : "It is a draft."}{" "}
      <a href={`/posts/${id}`} className="link">
        Look at it
      </a>
    </>
  );
}
