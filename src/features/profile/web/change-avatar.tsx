import { imageSource } from "@/features/images/image-path";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { ConfirmForm } from "@/ui/confirm-form";
import { Label } from "@/ui/label";
import { removeAvatarAction } from "./actions";
import { AvatarAddressForm } from "./avatar-address-form";

type Props = { name: string; avatarUrl: string | null };

/** The picture as it is, and the ways to change it. The browser posts the file itself. */
export function ChangeAvatar({ name, avatarUrl }: Props) {
  return (
    <div className="flex flex-wrap items-start gap-6">
      <Avatar name={name} source={imageSource(avatarUrl, 320)} size={96} />
      <div className="grid min-w-0 flex-1 basis-64 gap-4">
        <form action="/api/profile/avatar" method="post" encType="multipart/form-data" className="grid gap-3">
          <Label htmlFor="picture">Choose a picture</Label>
          <input
            id="picture"
            name="picture"
            type="file"
            required
            accept="image/jpeg,image/png,image/webp,image/gif"
            aria-describedby="picture-note"
            className="file:bg-card file:hover:bg-accent w-full min-w-0 text-sm file:mr-3 file:h-9 file:cursor-pointer file:rounded-lg file:border file:px-3 file:text-sm file:font-medium"
          />
          <p id="picture-note" className="text-muted-foreground text-sm">
            JPEG, PNG, WebP or GIF, 5 MB at most. It is cut to a square, and what the file says of place and camera is
            dropped.
          </p>
          <div>
            <Button>{avatarUrl === null ? "Upload picture" : "Replace picture"}</Button>
          </div>
        </form>
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
