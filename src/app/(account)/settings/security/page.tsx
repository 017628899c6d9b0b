import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  await requireViewer({ returnTo: "/settings/security" });
  return (
    <>
      <PageHeading title="Security">Change your password by a link that we mail you.</PageHeading>
      <ButtonLink href="/forgot-password">Change password</ButtonLink>
    </>
  );
}
