import type { Metadata } from "next";
import { verificationLinkTtlHours } from "@/features/email-verification/policy";
import { VerificationCodeForm } from "@/features/email-verification/web/verification-code-form";
import { ResendVerificationForm } from "@/features/email-verification/web/resend-verification-form";
import { captchaFromStart } from "@/web/captcha";
import { readMailedAddress } from "@/web/mailed-address";
import { readBrowserSecret } from "@/web/signup-browser";
import { MailedAddress, MailSent } from "../../mail-sent";

export const metadata: Metadata = { title: "Check your mail", robots: { index: false } };

export default async function VerificationMailSentPage() {
  const email = await readMailedAddress();
  // A code is worth nothing in a browser that never signed up; whether it did says nothing about the address.
  const takesCode = email !== null && (await readBrowserSecret()) !== null;
  return (
    <>
      <MailSent email={email}>
        We sent a mail to <MailedAddress email={email} fallback="your address" />. Open its link within{" "}
        {verificationLinkTtlHours} hours to confirm that the address is yours.
      </MailSent>
      {takesCode && (
        <section className="mb-8 border-t pt-6">
          <h2 className="font-medium">Reading it on another device?</h2>
          <p className="text-muted-foreground mt-1 mb-5 text-sm leading-relaxed">Type the code that the mail shows.</p>
          <VerificationCodeForm />
        </section>
      )}
      <section className="border-t pt-6">
        <h2 className="font-medium">Nothing arrived?</h2>
        <p className="text-muted-foreground mt-1 mb-5 text-sm leading-relaxed">
          Look into the spam folder and check the spelling. Then ask for another link.
        </p>
        <ResendVerificationForm
          email={email ?? undefined}
          captcha={captchaFromStart("verification-resend")}
          variant="outline"
        />
      </section>
    </>
  );
}
