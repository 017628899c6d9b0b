import { signoutAction } from "@/features/signin/web/actions";
import { Alert } from "@/ui/alert";
import { Button, ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";

/** Instead of a form that a signed-in visitor does not need. */
export function AlreadySignedIn({ email, failure }: { email: string; failure?: string | undefined }) {
  return (
    <>
      {failure && (
        <div className="mb-6">
          <Alert tone="error" role="alert">
            {failure}
          </Alert>
        </div>
      )}
      <PageHeading title="You are signed in">
        As <span className="text-foreground font-medium wrap-anywhere">{email}</span>. Sign out first to use another
        account.
      </PageHeading>
      <div className="grid gap-3">
        <ButtonLink href="/dashboard" size="large">
          Open the dashboard
        </ButtonLink>
        <form action={signoutAction}>
          <Button variant="outline" size="large" width="full">
            Sign out
          </Button>
        </form>
      </div>
    </>
  );
}
