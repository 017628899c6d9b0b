import { FirstPasswordForm } from "@/features/password-change/web/first-password-form";
import { env } from "@/platform/env";
import { ButtonLink } from "@/ui/button";
import { Card } from "@/ui/card";

export function PasswordCard({ hasPassword, email }: { hasPassword: boolean; email: string }) {
  if (!hasPassword) {
    return (
      <Card title="Password" description="None yet. With one, you can come in without a provider.">
        <FirstPasswordForm email={email} passwordMinLength={env().passwordMinLength} />
      </Card>
    );
  }
  return (
    <Card title="Password" description="Set. You change it by a link that we mail you.">
      <ButtonLink href="/forgot-password" variant="outline">
        Change password
      </ButtonLink>
    </Card>
  );
}
