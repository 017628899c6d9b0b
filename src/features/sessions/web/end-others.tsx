import { ConfirmForm } from "@/ui/confirm-form";
import { endOtherSessionsAction } from "./actions";

/** Signs `count` other devices and apps out, after a second look. */
export function EndOthers({ count }: { count: number }) {
  const them = count === 1 ? "the other session" : `the ${count} other sessions`;
  return (
    <ConfirmForm
      place="here"
      action={endOtherSessionsAction}
      summary="End all others"
      consequence="You stay signed in here, and are signed out everywhere else at once. Personal access tokens stay."
    >
      End {them}
    </ConfirmForm>
  );
}
