import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { InboxIcon, LayoutTemplateIcon } from "lucide-react";
import { sampleMails, type SampleMail } from "@/local/sample-mails";
import { env } from "@/platform/env";
import { ButtonLink } from "@/ui/button";
import { HtmlPart, TextPart } from "../message-parts";
import { inScheme } from "./in-scheme";
import { hrefOf, readPlace, schemes, shapes, slugOf, type PreviewPlace } from "./place";

export const metadata: Metadata = { title: "All mails" };

const shapeLabels = { desk: "Desk", phone: "Phone", text: "Text" };
const schemeLabels = { light: "Light", dark: "Dark" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every mail that the app can send, in every state, with made-up contents. Local mode alone; works without scripts. */
export default async function MailsPage({ searchParams }: Props) {
  if (env().mode !== "local") notFound();
  const place = readPlace(await searchParams);
  const shown = sampleMails.find((sample) => slugOf(sample) === place.mail);
  return (
    <main id="main" tabIndex={-1} className="bg-background text-foreground flex min-h-dvh flex-col lg:h-dvh">
      <header className="flex items-center gap-3 border-b px-4 py-3">
        <span className="bg-primary text-primary-foreground grid size-9 shrink-0 place-items-center rounded-lg">
          <LayoutTemplateIcon className="size-5" aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="text-base leading-tight font-semibold tracking-tight">All mails</h1>
          <p className="text-muted-foreground text-xs">Each that the app can send, with made-up contents.</p>
        </div>
        <ButtonLink href="/dev/mailbox" variant="outline">
          <InboxIcon className="size-4" aria-hidden />
          <span className="sr-only sm:not-sr-only">Local mailbox</span>
        </ButtonLink>
      </header>
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <nav
          aria-label="Mails"
          className="max-h-56 w-full overflow-y-auto border-b lg:max-h-none lg:w-96 lg:shrink-0 lg:border-r lg:border-b-0"
        >
          <SampleList place={place} />
        </nav>
        {shown && <Preview sample={shown} place={place} />}
      </div>
    </main>
  );
}

function SampleList({ place }: { place: PreviewPlace }) {
  return (
    <ol className="divide-y">
      {sampleMails.map((sample) => (
        <li key={slugOf(sample)}>
          <a
            href={hrefOf({ ...place, mail: slugOf(sample) })}
            aria-current={slugOf(sample) === place.mail ? "true" : undefined}
            className="hover:bg-accent/60 aria-current:bg-accent focus-visible:ring-ring/50 aria-current:border-l-primary block border-l-2 border-l-transparent px-4 py-3 outline-none focus-visible:ring-[3px] focus-visible:ring-inset"
          >
            <span className="block truncate text-sm font-medium">{sample.mail.subject}</span>
            <span className="text-muted-foreground block truncate text-xs">
              {sample.name}
              {sample.state && `, ${sample.state}`}
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

function Preview({ sample, place }: { sample: SampleMail; place: PreviewPlace }) {
  return (
    <section aria-label="Preview" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b px-4 py-3 sm:px-6">
        <h2 className="min-w-0 text-lg font-semibold tracking-tight break-words">{sample.mail.subject}</h2>
        <div className="flex flex-wrap gap-3">
          <Choices label="Shape">
            {shapes.map((shape) => (
              <Choice key={shape} href={hrefOf({ ...place, shape })} chosen={shape === place.shape}>
                {shapeLabels[shape]}
              </Choice>
            ))}
          </Choices>
          {place.shape !== "text" && (
            <Choices label="Colours">
              {schemes.map((scheme) => (
                <Choice key={scheme} href={hrefOf({ ...place, scheme })} chosen={scheme === place.scheme}>
                  {schemeLabels[scheme]}
                </Choice>
              ))}
            </Choices>
          )}
        </div>
      </header>
      {place.shape === "text" ? (
        <TextPart text={sample.mail.text} links="rest" />
      ) : (
        <div className="bg-muted flex min-h-[54rem] flex-1 justify-center overflow-auto lg:min-h-0">
          <HtmlPart
            html={inScheme(sample.mail.html, place.scheme)}
            links="rest"
            className={place.shape === "phone" ? "h-auto w-[22.5rem] max-w-full border-x" : "h-auto w-full"}
          />
        </div>
      )}
    </section>
  );
}

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={label} className="bg-muted flex rounded-lg p-0.5">
      {children}
    </div>
  );
}

function Choice({ href, chosen, children }: { href: string; chosen: boolean; children: ReactNode }) {
  return (
    <a
      href={href}
      aria-current={chosen ? "true" : undefined}
      className="text-muted-foreground hover:text-foreground aria-current:bg-card aria-current:text-foreground rounded-md px-3 py-1.5 text-sm font-medium aria-current:shadow-xs"
    >
      {children}
    </a>
  );
}
