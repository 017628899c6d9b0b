import { verificationLinkTtlHours } from "@/features/email-verification/policy";
import { ResendVerificationForm } from "@/features/email-verification/web/resend-verification-form";
import { PageHeading } from "@/ui/page-heading";
import { captchaFromStart } from "@/web/captcha";

const faults = {
  expired: {
    title: "This link has expired",
    text: `A link works for ${verificationLinkTtlHours} hours. Ask for a new one; nothing else is lost.`,
  },
  invalid: {
    title: "This link does not work",
    text: "It may be used already, or cut off by the mail program. Ask for a new one.",
  },
  missing: {
    title: "Confirm your e-mail address",
    text: "Open the link in the mail that we sent you, or ask for a new one.",
  },
};

export function NewVerificationLink({ reason, email }: { reason: keyof typeof faults; email: string | null }) {
  return (
    <>
      <PageHeading title={faults[reason].title}>{faults[reason].text}</PageHeading>
      <ResendVerificationForm email={email ?? undefined} captcha={captchaFromStart("verification-resend")} />
    </>
  );
}
