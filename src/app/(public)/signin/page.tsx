import type { Metadata } from "next";
import { findViewer } from "@/auth/viewer";
import { linkTokenSchema } from "@/core/link-token-schema";
import { ProviderSection } from "@/features/linked-accounts/web/provider-section";
import { LastUsedHint } from "@/features/signin/web/last-used-hint";
import { signinErrorMessage } from "@/features/signin/web/messages";
import { SigninForm } from "@/features/signin/web/signin-form";
import { env } from "@/platform/env";
import { Alert } from "@/ui/alert";
import { PageHeading } from "@/ui/page-heading";
import { captchaFromStart } from "@/web/captcha";
import { moveLinkToken, readLinkToken, type PageQuery } from "@/web/link-token";
import { AlreadySignedIn } from "../already-signed-in";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: PageQuery };

export default async function SigninPage({ searchParams }: Props) {
  await moveLinkToken("signin", searchParams);
  const viewer = await findViewer();
  const { next, callbackUrl, error } = await searchParams;
  const failure = signinErrorMessage(only(error));
  if (viewer) return <AlreadySignedIn email={viewer.email} failure={failure} />;
  const hasPass = linkTokenSchema.safeParse(await readLinkToken("signin")).success;
  const returnTo = only(next) ?? only(callbackUrl)?.replace(env().appUrl, "");
  return (
    <>
      <PageHeading title="Sign in">
        New here?{" "}
        <a href="/signup" className="link">
          Create an account
        </a>
      </PageHeading>
      <LastUsedHint />
      {hasPass && (
        <div className="mb-6">
          <Alert role="status">Your mail was opened in this browser. Sign in with your password to go on.</Alert>
        </div>
      )}
      <SigninForm next={returnTo} failure={failure} captcha={captchaFromStart("signin")} />
      <ProviderSection next={returnTo} />
      <p className="text-muted-foreground mt-6 text-sm">
        No confirmation mail?{" "}
        <a href="/verify/resend" className="link">
          Send a new link
        </a>
      </p>
    </>
  );
}

function only(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
