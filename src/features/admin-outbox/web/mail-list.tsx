import { ConfirmForm } from "@/ui/confirm-form";
import { EmptyList } from "@/ui/empty-list";
import { TimeAgo } from "@/ui/time-ago";
import type { ListedMail } from "../list-mails";
import { resendMailAction, reviveRecipientAction } from "./actions";
import { errorInWords, stateInWords } from "./messages";

/** A row each, never with what is in the mail. */
export function MailList({ mails, now }: { mails: readonly ListedMail[]; now: Date }) {
  if (mails.length === 0) return <EmptyList>No such mails.</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {mails.map((mail) => (
        <li key={mail.id} className="grid gap-3 px-5 py-4 sm:px-6">
          <div className="grid items-baseline gap-x-6 gap-y-1 md:grid-cols-[minmax(0,1fr)_auto]">
            <p className="font-medium wrap-anywhere">{mail.recipient}</p>
            <p className={mail.status === "DEAD" ? "text-destructive text-sm font-medium" : "text-sm font-medium"}>
              {stateInWords(mail)}
            </p>
          </div>
          <MailFacts mail={mail} now={now} />
          <MailActions mail={mail} />
        </li>
      ))}
    </ul>
  );
}

function MailFacts({ mail, now }: { mail: ListedMail; now: Date }) {
  const error = errorInWords(mail);
  return (
    <p className="text-muted-foreground flex flex-wrap gap-x-4 gap-y-1 text-sm leading-relaxed">
      <span>{mail.kind.replaceAll("-", " ")}</span>
      <span>
        written <TimeAgo at={mail.createdAt} now={now} />
      </span>
      <span>{mail.attempts === 1 ? "1 try" : `${mail.attempts} tries`}</span>
      {mail.status === "WAITING" && <span>{nextTry(mail.dueAt, now)}</span>}
      {error !== null && <span>{error}</span>}
    </p>
  );
}

function nextTry(dueAt: Date, now: Date): string {
  const minutes = Math.ceil((dueAt.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return "next try now";
  return minutes === 1 ? "next try within a minute" : `next try in ${minutes} minutes`;
}

function MailActions({ mail: { id, status, isSendable, deadState, recipient } }: { mail: ListedMail }) {
  const canResend = status === "DEAD" && deadState === null;
  if (!canResend && deadState === null) return null;
  if (canResend && !isSendable)
    return (
      <p className="text-muted-foreground text-sm">
        Cannot be sent again: it is no longer kept, or its link has expired.
      </p>
    );
  const fields = { mailId: id };
  return canResend ? (
    <ConfirmForm
      place="here"
      action={resendMailAction}
      fields={fields}
      summary={<>Send again{hiddenName(recipient)}</>}
      consequence="It waits for its delivery anew, with the words that it had."
    >
      Send it
    </ConfirmForm>
  ) : (
    <ConfirmForm
      place="here"
      action={reviveRecipientAction}
      fields={fields}
      summary={<>Let mail go there again{hiddenName(recipient)}</>}
      consequence={consequenceOf[deadState ?? "BOUNCED"]}
    >
      Let mail go there
    </ConfirmForm>
  );
}

const consequenceOf = {
  BOUNCED: "Mails to this address came back. If they do again, it takes none from then on.",
  COMPLAINED: "Somebody there reported our mail as spam. Only go on if they have asked for mail again.",
} as const;

function hiddenName(recipient: string) {
  return <span className="sr-only"> to {recipient}</span>;
}
