import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { signoutAction } from "@/features/signin/web/actions";
import { Button, ButtonLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const { email } = await requireViewer({ returnTo: "/settings/security" });
  return (
    <>
      <PageHeading title="Security">What opens this account, and how to lock it again.</PageHeading>
      <div className="grid gap-5">
        <Card
          title="Password"
          description={
            <>
              We mail a link to <span className="text-foreground font-medium wrap-anywhere">{email}</span>. With the new
              password every session ends, on every device.
            </>
          }
        >
          <ButtonLink href="/forgot-password">Change password</ButtonLink>
        </Card>
        <Card
          title="This session"
          description="Signing out ends it on the server too: a copy of its cookie opens nothing."
        >
          <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
            <form action={signoutAction}>
              <Button variant="outline">Sign out here</Button>
            </form>
            <a href="/settings/sessions" className="link text-sm">
              See every device
            </a>
          </div>
        </Card>
      </div>
    </>
  );
}
