import { imageSource } from "@/features/images/image-path";
import { Avatar } from "@/ui/avatar";
import { ConfirmForm } from "@/ui/confirm-form";
import { PictureForm } from "@/ui/picture-form";
import { removeAvatarAction } from "./actions";
import { AvatarAddressForm } from "./avatar-address-form";

type Props = { name: string; avatarUrl: string | null };

/** The picture as it is, and the ways to change it. */
export function ChangeAvatar({ name, avatarUrl }: Props) {
  return (
    <div className="flex flex-wrap items-start gap-6">
      <Avatar name={name} source={imageSource(avatarUrl, 320)} size={96} />
      <div className="grid min-w-0 flex-1 basis-64 gap-4">
        <PictureForm
          action="/api/profile/avatar"
          label="Choose a picture"
          hint="JPEG, PNG, WebP or GIF, 5 MB at most. It is cut to a square, and what the file says of place and camera is dropped."
        >
          {avatarUrl === null ? "Upload picture" : "Replace picture"}
        </PictureForm>
        <AvatarAddressForm />
        {avatarUrl !== null && (
          <ConfirmForm
            action={removeAvatarAction}
            summary="Delete picture"
            consequence="Your initials stand in its place."
            place="here"
          >
            Delete it
          </ConfirmForm>
        )}
      </div>
    </div>
  );
}
