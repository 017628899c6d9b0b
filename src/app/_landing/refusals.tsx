import { Section } from "./section";

const refusals: [what: string, how: string][] = [
  ["A link used twice", "Fifty posts of one link at the same moment: one succeeds."],
  ["A guess too many", "Ten for an account in a quarter of an hour, over every path into it."],
  ["A flood", "Five posts a minute for each form and client, and the answer says how long to wait."],
  ["A forged request", "What another site posts in your name is refused, and nothing has changed."],
  ["A stolen cookie", "After a sign-out or a reset it opens nothing, whoever kept a copy."],
  ["A curious question", "Known and unknown addresses get the same answer, in the same time."],
  ["A stranger’s sign-up", "Who only typed your address never shares the account that you confirm."],
  ["A way off the site", "A return path that leads anywhere else is dropped."],
];

export function Refusals() {
  return (
    <Section
      title="What it refuses"
      lead="Clearly, with a sentence that helps the honest, and with nothing lost or half-done."
    >
      <dl className="grid gap-x-12 md:grid-cols-2">
        {refusals.map(([what, how]) => (
          <div key={what} className="grid gap-1 border-t py-5 sm:grid-cols-[11rem_minmax(0,1fr)] sm:gap-6">
            <dt className="font-medium">{what}</dt>
            <dd className="text-muted-foreground text-[0.9375rem] leading-relaxed text-pretty">{how}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
