import type { Metadata } from "next";
import { UnlockForm } from "@/features/unlock/web/unlock-form";
import { readUnlockState } from "@/features/unlock/web/unlock-state";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";
import { moveLinkToken, type PageQuery } from "@/web/link-token";

export const metadata: Metadata = { title: "Sign in on this device", robots: { index: false, follow: false } };

export default async function UnlockPage({ searchParams }: { searchParams: PageQuery }) {
  await moveLinkToken("unlock", searchParams);
  const { kind } = await readUnlockState();
  if (kind === "invalid") {
    return (
      <>
        <PageHeading title="This link does not work">
          It may be used already, or older than a day. A new password opens your account to every device.
        </PageHeading>
        <ButtonLink href="/forgot-password" size="large">
          Choose a new password
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <PageHeading title="Sign in on this device">
        Somebody guesses your password, so new devices have to wait. If this one is yours, it need not.
      </PageHeading>
      <UnlockForm />
    </>
  );
}
