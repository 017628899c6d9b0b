import type { Metadata } from "next";
import { findViewer } from "@/auth/viewer";
import { ProviderSection } from "@/features/linked-accounts/web/provider-section";
import { SignupForm } from "@/features/signup/web/signup-form";
import { env } from "@/platform/env";
import { PageHeading } from "@/ui/page-heading";
import { captchaFromStart } from "@/web/captcha";
import { AlreadySignedIn } from "../already-signed-in";

export const metadata: Metadata = { title: "Create your account" };

export default async function SignupPage() {
  const viewer = await findViewer();
  if (viewer) return <AlreadySignedIn email={viewer.email} />;
  return (
    <>
      <PageHeading title="Create your account">
        Already have one?{" "}
        <a href="/signin" className="link">
          Sign in
        </a>
      </PageHeading>
      <SignupForm passwordMinLength={env().passwordMinLength} captcha={captchaFromStart("signup")} />
      <ProviderSection next={undefined} />
    </>
  );
}
