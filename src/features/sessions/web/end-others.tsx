import { ConfirmForm } from "@/ui/confirm-form";
import { endOtherSessionsAction } from "./actions";

/** Signs `count` other devices and apps out, after a second look. */
export function EndOthers({ count }: { count: number }) {
  const them = count === 1 ? "the other session" : `the ${count} other sessions`;
  return (
    <ConfirmForm
      action={endOtherSessionsAction}
      summary="End all others"
      consequence={`You stay signed in here. Everywhere else you are signed out at once; personal access tokens stay.`}
    >
      End {them}
    </ConfirmForm>
  );
}
