import { useId } from "react";
import { Button } from "./button";
import { Label } from "./label";

type Props = {
  /** A handler that takes the file in the field `picture`. */
  action: string;
  label: string;
  hint: string;
  /** The words of the button. */
  children: string;
};

/** Chooses a picture and sends it; the browser posts the file itself, with and without scripts. */
export function PictureForm({ action, label, hint, children }: Props) {
  const id = useId();
  return (
    <form action={action} method="post" encType="multipart/form-data" className="grid gap-3">
      <Label htmlFor={id}>{label}</Label>
      <input
        id={id}
        name="picture"
        type="file"
        required
        accept="image/jpeg,image/png,image/webp,image/gif"
        aria-describedby={`${id}-note`}
        className="file:bg-card file:hover:bg-accent w-full min-w-0 text-sm file:mr-3 file:h-9 file:cursor-pointer file:rounded-lg file:border file:px-3 file:text-sm file:font-medium"
      />
      <p id={`${id}-note`} className="text-muted-foreground text-sm">
        {hint}
      </p>
      <div>
        <Button variant="outline">{children}</Button>
      </div>
    </form>
  );
}
