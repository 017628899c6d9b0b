import type { ReactNode } from "react";
import { env } from "@/platform/env";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";

type Props = {
  /** As it was typed; null when this browser asked for no mail lately. */
  email: string | null;
  children: ReactNode;
};

/** Says the same whether or not the address has an account, and in local mode where the mail is. */
export function MailSent({ email, children }: Props) {
  return (
    <>
      <PageHeading title="Check your mail">
        <p>{children}</p>
        <p className="mt-3 text-sm">
          If no mail arrives: to an address whose mail came back, or that reported ours as spam, nothing is sent. Check
          the spelling, or come in another way and try the address again from your dashboard.
        </p>
      </PageHeading>
      {env().mode === "local" && (
        <p className="mb-8">
          <ButtonLink href={mailboxHref(email)} size="large" width="full">
            Open the local mailbox
          </ButtonLink>
        </p>
      )}
    </>
  );
}

export function MailedAddress({ email, fallback }: { email: string | null; fallback: string }) {
  return email === null ? fallback : <strong className="text-foreground font-medium wrap-anywhere">{email}</strong>;
}

function mailboxHref(email: string | null): string {
  return email === null ? "/dev/mailbox" : `/dev/mailbox?search=${encodeURIComponent(email)}`;
}
