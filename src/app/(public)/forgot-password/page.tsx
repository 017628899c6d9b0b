import type { Metadata } from "next";
import { findViewer } from "@/auth/viewer";
import { RequestPasswordResetForm } from "@/features/password-reset/web/request-password-reset-form";
import { PageHeading } from "@/ui/page-heading";
import { captchaFromStart } from "@/web/captcha";

export const metadata: Metadata = { title: "Reset your password" };

export default async function ForgotPasswordPage() {
  const viewer = await findViewer();
  return (
    <>
      <PageHeading title="Reset your password">
        Enter the address of your account, and we mail you a link to set a new password.
      </PageHeading>
      <RequestPasswordResetForm email={viewer?.email} captcha={captchaFromStart("forgot-password")} />
      <p className="text-muted-foreground mt-6 text-sm">
        {viewer ? (
          <a href="/settings/security" className="link">
            Back to your settings
          </a>
        ) : (
          <>
            Remembered it?{" "}
            <a href="/signin" className="link">
              Sign in
            </a>
          </>
        )}
      </p>
    </>
  );
}
