import type { Metadata } from "next";
import { ResetPasswordForm } from "@/features/password-reset/web/reset-password-form";
import { readResetState } from "@/features/password-reset/web/reset-state";
import { env } from "@/platform/env";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";
import { moveLinkToken, type PageQuery } from "@/web/link-token";

export const metadata: Metadata = { title: "Choose a new password", robots: { index: false, follow: false } };

const faults = {
  expired: { title: "This link has expired", text: "Your password is unchanged. Ask for a new link." },
  invalid: {
    title: "This link does not work",
    text: "It may be used already, or cut off by the mail program. Your password is unchanged.",
  },
  missing: {
    title: "Choose a new password",
    text: "Open the link in the mail that we sent you, or ask for a new one.",
  },
};

export default async function ResetPasswordPage({ searchParams }: { searchParams: PageQuery }) {
  await moveLinkToken("reset-password", searchParams);
  const { kind } = await readResetState();
  if (kind !== "ready") {
    return (
      <>
        <PageHeading title={faults[kind].title}>{faults[kind].text}</PageHeading>
        <ButtonLink href="/forgot-password" size="large">
          Ask for a new link
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <PageHeading title="Choose a new password">It takes effect at once and ends every other session.</PageHeading>
      <ResetPasswordForm passwordMinLength={env().passwordMinLength} />
    </>
  );
}
