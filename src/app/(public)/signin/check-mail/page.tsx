import type { Metadata } from "next";
import { readMailedAddress } from "@/web/mailed-address";
import { MailedAddress, MailSent } from "../../mail-sent";

export const metadata: Metadata = { title: "Check your mail", robots: { index: false } };

export default async function PassMailSentPage() {
  const email = await readMailedAddress();
  return (
    <>
      <MailSent email={email}>
        If <MailedAddress email={email} fallback="the address you gave" /> has an account, a mail with a link is on its
        way. Open it in this browser to go on.
      </MailSent>
      <p className="text-muted-foreground border-t pt-6 text-sm leading-relaxed">
        Nothing arrived? Look into the spam folder, or{" "}
        <a href="/signin/by-mail" className="link">
          ask again
        </a>
        .
      </p>
    </>
  );
}
