import type { PostToEdit } from "@/features/posts/get-post";
import { deletePostAction, discardChangesAction, unpublishPostAction } from "@/features/posts/web/actions";
import { ChangeCover } from "@/features/posts/web/change-cover";
import { Card } from "@/ui/card";
import { ConfirmForm } from "@/ui/confirm-form";

/** What else can be done with a post that is there: its cover, and the ways back. */
export function BesideTheText({ post: { id, coverImage, state, workingCopy } }: { post: PostToEdit }) {
  return (
    <>
      <div className="mt-10 max-w-3xl">
        <Card title="Cover">
          <ChangeCover postId={id} coverImage={coverImage} />
        </Card>
      </div>
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
    </>
  );
}
