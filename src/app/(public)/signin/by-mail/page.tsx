import type { Metadata } from "next";
import { MailPassForm } from "@/features/captcha/web/mail-pass-form";
import { PageHeading } from "@/ui/page-heading";
import { readMailedAddress } from "@/web/mailed-address";

export const metadata: Metadata = { title: "Continue by mail", robots: { index: false } };

export default async function SigninByMailPage() {
  return (
    <>
      <PageHeading title="Continue by mail">
        Enter the address of your account, and we mail you a link. Open it in this browser, and sign in with your
        password without the check.
      </PageHeading>
      <MailPassForm email={(await readMailedAddress()) ?? undefined} />
      <p className="text-muted-foreground mt-6 text-sm">
        Rather the check?{" "}
        <a href="/signin" className="link">
          Back to sign in
        </a>
      </p>
    </>
  );
}
