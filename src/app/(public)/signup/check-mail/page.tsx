import type { Metadata } from "next";
import { verificationLinkTtlHours } from "@/features/email-verification/policy";
import { ResendVerificationForm } from "@/features/email-verification/web/resend-verification-form";
import { readMailedAddress } from "@/web/mailed-address";
import { MailedAddress, MailSent } from "../../mail-sent";

export const metadata: Metadata = { title: "Check your mail", robots: { index: false } };

export default async function VerificationMailSentPage() {
  const email = await readMailedAddress();
  return (
    <>
      <MailSent email={email}>
        We sent a mail to <MailedAddress email={email} fallback="your address" />. Open its link within{" "}
        {verificationLinkTtlHours} hours to confirm that the address is yours.
      </MailSent>
      <section className="border-t pt-6">
        <h2 className="font-medium">Nothing arrived?</h2>
        <p className="text-muted-foreground mt-1 mb-5 text-sm leading-relaxed">
          Look into the spam folder and check the spelling. Then ask for another link.
        </p>
        <ResendVerificationForm email={email ?? undefined} variant="outline" />
      </section>
    </>
  );
}
