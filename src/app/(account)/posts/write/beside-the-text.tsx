import type { PostToEdit } from "@/features/posts/get-post";
import { deletePostAction, discardChangesAction, unpublishPostAction } from "@/features/posts/web/actions";
import { ChangeCover } from "@/features/posts/web/change-cover";
import { Card } from "@/ui/card";
import { ConfirmForm } from "@/ui/confirm-form";

/** What else can be done with a post that is there: its cover, and the ways back. */
export function BesideTheText({ post }: { post: PostToEdit }) {
  const { id, title, coverImage, isAuthor } = post;
  return (
    <>
      <div className="mt-10 max-w-3xl">
        <Card title="Cover">
          <ChangeCover postId={id} coverImage={coverImage} />
        </Card>
      </div>
      {isAuthor ? <WaysBack post={post} /> : <AmongAllPosts title={title} />}
    </>
  );
}

function WaysBack({ post: { id, state, workingCopy } }: { post: PostToEdit }) {
  return (
    <div className="mt-10 flex max-w-3xl flex-wrap gap-4 border-t pt-6">
      {workingCopy && (
        <ConfirmForm
          action={discardChangesAction}
          fields={{ postId: id }}
          summary="Drop the changes"
          consequence="What you typed since you published it is gone for good. The post stays as its readers see it."
          place="here"
        >
          Drop them for good
        </ConfirmForm>
      )}
      {state === "published" && (
        <ConfirmForm
          action={unpublishPostAction}
          fields={{ postId: id }}
          summary="Make it a draft"
          consequence="Nobody else can read it until you publish it again."
          place="here"
        >
          Make it a draft
        </ConfirmForm>
      )}
      <ConfirmForm
        action={deletePostAction}
        fields={{ postId: id }}
        summary="Delete post"
        consequence="The post is gone for good, with all that you typed."
        place="here"
      >
        Delete it for good
      </ConfirmForm>
    </div>
  );
}

/** Where an administrator acts on what others wrote, with a reason or after a proof of who they are. */
function AmongAllPosts({ title }: { title: string }) {
  return (
    <p className="text-muted-foreground mt-10 max-w-3xl border-t pt-6 text-sm">
      This is another person’s post. Take it back or delete it{" "}
      <a href={`/admin/posts?q=${encodeURIComponent(title)}`} className="link">
        among all posts
      </a>
      .
    </p>
  );
}
