import { Section } from "./section";

const ways = [
  {
    title: "On your machine",
    command: "npm start",
    facts: [
      "Postgres is embedded and lives in the data folder.",
      "Secrets are made at the first start, for this folder alone.",
      "Every mail lands in a mailbox page; nothing is sent.",
      "Only this machine can reach it.",
    ],
  },
  {
    title: "In production",
    command: "npm run build && npm run serve",
    facts: [
      "Your own Postgres, your own Resend account, by environment.",
      "A missing, weak or contradictory value stops the start, with every fault named at once.",
      "A mail is a row in the same transaction, so none is lost and none goes out twice.",
      "Nothing that is local exists there.",
    ],
  },
];

export function TwoWays() {
  return (
    <Section title="Two ways to run, one way through the code" lead="What you try here is what your users get.">
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        {ways.map(({ title, command, facts }) => (
          <section key={title} className="bg-card rounded-2xl border p-6 shadow-xs sm:p-8">
            <h3 className="text-lg font-semibold tracking-tight">{title}</h3>
            <p className="bg-muted mt-4 overflow-x-auto rounded-lg px-4 py-2.5">
              <code className="font-mono text-sm whitespace-nowrap">{command}</code>
            </p>
            <ul className="mt-6 grid gap-3 text-[0.9375rem] leading-relaxed">
              {facts.map((fact) => (
                <li
                  key={fact}
                  className="before:bg-brass flex gap-3.5 before:mt-[0.7em] before:h-0.5 before:w-3 before:shrink-0"
                >
                  {fact}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Section>
  );
}
