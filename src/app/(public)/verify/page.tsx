import type { Metadata } from "next";
import { ConfirmEmailForm } from "@/features/email-verification/web/confirm-email-form";
import { readVerificationState } from "@/features/email-verification/web/verification-state";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";
import { readMailedAddress } from "@/web/mailed-address";
import { moveLinkToken, type PageQuery } from "@/web/link-token";
import { NewVerificationLink } from "./new-verification-link";

export const metadata: Metadata = { title: "Confirm your e-mail address", robots: { index: false, follow: false } };

export default async function VerifyPage({ searchParams }: { searchParams: PageQuery }) {
  await moveLinkToken("verify", searchParams);
  const state = await readVerificationState();
  switch (state.kind) {
    case "ready":
      return (
        <>
          <PageHeading title="Confirm your e-mail address">One press, and your account is ready.</PageHeading>
          <ConfirmEmailForm sameBrowser={state.sameBrowser} />
        </>
      );
    case "already-verified":
      return (
        <>
          <PageHeading title="Already confirmed">This e-mail address is confirmed. You can sign in.</PageHeading>
          <ButtonLink href="/signin" size="large">
            Sign in
          </ButtonLink>
        </>
      );
    case "expired":
    case "invalid":
    case "missing":
      return <NewVerificationLink reason={state.kind} email={await readMailedAddress()} />;
  }
}
