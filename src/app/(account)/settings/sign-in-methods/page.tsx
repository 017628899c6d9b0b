import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { listSignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { linkErrorMessage } from "@/features/linked-accounts/web/messages";
import { LinkableProviders, LinkedIdentities } from "@/features/linked-accounts/web/sign-in-methods";
import { FirstPasswordForm } from "@/features/password-change/web/first-password-form";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { Alert } from "@/ui/alert";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

export const metadata: Metadata = { title: "Sign-in methods" };

type Props = { searchParams: Promise<{ error?: string | string[] }> };

export default async function SignInMethodsPage({ searchParams }: Props) {
  const viewer = await requireViewer({ returnTo: "/settings/sign-in-methods" });
  const { hasPassword, identities } = await orUnavailable(() => listSignInMethods(deps(), viewer));
  const { error } = await searchParams;
  const failure = linkErrorMessage(typeof error === "string" ? error : undefined);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
      <PageHeading title="Sign-in methods">
        Every way into your account. We tell you by mail of each change.
      </PageHeading>
      {failure && (
        <Alert tone="error" role="alert">
          {failure}
        </Alert>
      )}
      <section className="grid gap-4">
        <h2 className="text-lg font-semibold">Password</h2>
        {hasPassword ? (
          <p className="text-muted-foreground">
            You have one.{" "}
            <a href="/forgot-password" className="link">
              Change it by a link that we mail you
            </a>
          </p>
        ) : (
          <div className="max-w-md">
            <FirstPasswordForm email={viewer.email} passwordMinLength={env().passwordMinLength} />
          </div>
        )}
      </section>
      <section className="grid gap-4">
        <h2 className="text-lg font-semibold">Linked accounts</h2>
        <LinkedIdentities identities={identities} />
        <LinkableProviders />
      </section>
    </div>
  );
}
