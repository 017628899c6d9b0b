import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { listSignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { linkErrorMessage } from "@/features/linked-accounts/web/messages";
import { LinkableProviders, LinkedIdentities } from "@/features/linked-accounts/web/sign-in-methods";
import { deps } from "@/platform/deps";
import { Alert } from "@/ui/alert";
import { Card } from "@/ui/card";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { PasswordCard } from "./password-card";

export const metadata: Metadata = { title: "Sign-in methods" };

type Props = { searchParams: Promise<{ error?: string | string[] }> };

export default async function SignInMethodsPage({ searchParams }: Props) {
  const viewer = await requireViewer({ returnTo: "/settings/sign-in-methods" });
  const { hasPassword, identities } = await orUnavailable(() => listSignInMethods(deps(), viewer));
  const { error } = await searchParams;
  const failure = linkErrorMessage(typeof error === "string" ? error : undefined);
  return (
    <>
      <PageHeading title="Sign-in methods">
        Every way into your account. We tell you by mail of each change.
      </PageHeading>
      <div className="grid grid-cols-1 gap-5">
        {failure && (
          <Alert tone="error" role="alert">
            {failure}
          </Alert>
        )}
        <PasswordCard hasPassword={hasPassword} email={viewer.email} />
        <Card title="Linked accounts" description="A linked account signs you in without your password.">
          <div className="grid grid-cols-1 gap-5">
            <LinkedIdentities identities={identities} />
            <LinkableProviders />
          </div>
        </Card>
      </div>
    </>
  );
}
