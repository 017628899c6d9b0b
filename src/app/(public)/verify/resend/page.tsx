import type { Metadata } from "next";
import { ResendVerificationForm } from "@/features/email-verification/web/resend-verification-form";
import { PageHeading } from "@/ui/page-heading";
import { captchaFromStart } from "@/web/captcha";
import { readMailedAddress } from "@/web/mailed-address";

export const metadata: Metadata = { title: "Send a new link", robots: { index: false } };

export default async function ResendVerificationPage() {
  return (
    <>
      <PageHeading title="Send a new link">
        Enter the address you signed up with, and we mail you another link to confirm it.
      </PageHeading>
      <ResendVerificationForm
        email={(await readMailedAddress()) ?? undefined}
        captcha={captchaFromStart("verification-resend")}
      />
      <p className="text-muted-foreground mt-6 text-sm">
        Confirmed already?{" "}
        <a href="/signin" className="link">
          Sign in
        </a>
      </p>
    </>
  );
}
