import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { findViewer, requireFreshViewer } from "@/auth/viewer";
import type { Viewer } from "@/core/viewer";
import { getPostToEdit, type PostToEdit } from "@/features/posts/get-post";
import { postIdSchema } from "@/features/posts/schema";
import { PostForm, type PostToWrite } from "@/features/posts/web/post-form";
import { deps } from "@/platform/deps";
import { Alert } from "@/ui/alert";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { BesideTheText } from "./beside-the-text";

const path = "/posts/write";

export const metadata: Metadata = { title: "Write a post" };

type Props = { searchParams: Promise<{ post?: string | string[] }> };

/** A new post, or with `?post=` one that is there. */
export default async function WritePage({ searchParams }: Props) {
  const { post: sent } = await searchParams;
  const returnTo = typeof sent === "string" ? `${path}?post=${encodeURIComponent(sent)}` : path;
  const isSignedOut = (await isFormSent()) && !(await findViewer());
  const viewer = isSignedOut ? null : await requireFreshViewer({ returnTo });
  const post = viewer && sent !== undefined ? await readPost(viewer, sent) : null;
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
      <PostForm
        key={post?.version}
        post={post && toForm(post)}
        address={returnTo}
        writerId={viewer?.id ?? null}
        createKey={deps().random.id()}
        isAuthor={post?.isAuthor ?? viewer !== null}
      />
      {post && <BesideTheText post={post} />}
    </>
  );
}

/**
 * Whether the page answers its own form, posted without scripts. Who was signed out meanwhile gets what they typed back by it, and
 * nothing that is not theirs.
 */
async function isFormSent(): Promise<boolean> {
  return (await headers()).get("content-type")?.startsWith("multipart/form-data") === true;
}

async function readPost(viewer: Viewer, sent: string | string[]): Promise<PostToEdit> {
  const { data: postId } = postIdSchema.safeParse(sent);
  const post = postId === undefined ? null : await orUnavailable(() => getPostToEdit(deps(), viewer, { postId }));
  if (!post) notFound();
  return post;
}

/** An author goes on with their working copy. */
function toForm({ id, version, title, content, state, workingCopy }: PostToEdit): PostToWrite {
  const saved = { title, content };
  const text = workingCopy ? { title: workingCopy.title, content: workingCopy.content } : saved;
  return {
    id,
    version,
    ...text,
    isPublished: state === "published",
    savedElsewhere: workingCopy?.isStale ? saved : null,
  };
}

function headingOf({ isAuthor, author }: PostToEdit): string {
  return isAuthor ? "Edit your post" : `Edit a post by ${author.name}`;
}

function StateOf({ post: { id, state, workingCopy } }: { post: PostToEdit }) {
  return (
    <>
      {state === "published"
        ? workingCopy
          ? "It is published, and these changes are not: nobody else sees them yet."
          : "It is published. What you type is yours alone until you publish the changes."
        : "It is a draft."}{" "}
      <a href={`/posts/${id}`} className="link">
        Look at it
      </a>
    </>
  );
}
