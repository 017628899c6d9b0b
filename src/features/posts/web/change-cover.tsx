import { imageSource } from "@/features/images/image-path";
import { ConfirmForm } from "@/ui/confirm-form";
import { PictureForm } from "@/ui/picture-form";
import { removeCoverAction } from "./actions";

type Props = { postId: string; coverImage: string | null };

/** A post's cover as it is, and the ways to change it. */
export function ChangeCover({ postId, coverImage }: Props) {
  const source = imageSource(coverImage, 640);
  return (
    <div className="grid gap-4">
      {source !== null && (
        <img src={source} alt="" width={640} height={336} className="bg-accent h-auto w-full rounded-lg border" />
      )}
      <PictureForm
        action={`/api/posts/${postId}/cover`}
        label="Choose a picture"
        hint="JPEG, PNG, WebP or GIF, 5 MB at most. It is cut to 1280 by 672 pixels. The page loads anew: save your text first."
      >
        {source === null ? "Upload cover" : "Replace cover"}
      </PictureForm>
      {source !== null && (
        <ConfirmForm
          action={removeCoverAction}
          fields={{ postId }}
          summary="Delete cover"
          consequence="The post is shown without a picture."
          place="here"
        >
          Delete it
        </ConfirmForm>
      )}
    </div>
  );
}
