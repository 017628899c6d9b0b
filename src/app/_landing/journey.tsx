import { Section } from "./section";

const steps = [
  {
    title: "Sign up",
    text: "Name, address, password. The answer is the same whether or not the address is taken already.",
  },
  {
    title: "Confirm",
    text: "The mailed link opens a page with one button, so that a mail scanner confirms nothing for anybody.",
  },
  {
    title: "Come in",
    text: "A signed cookie names a row. End the row, and the session is refused everywhere on the next request.",
  },
  {
    title: "Come back",
    text: "A reset link works once, for an hour. The new password ends every session there was.",
  },
];

export function Journey() {
  return (
    <Section
      title="Works from the first start, to the last step"
      lead="No page to finish, no mail to wire up. Each of these forms works without JavaScript too, says at the field what is wrong, and keeps what was typed."
    >
      <ol className="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
        {steps.map(({ title, text }, index) => (
          <li key={title} className="border-foreground/80 border-t pt-5">
            <span aria-hidden className="text-brass font-mono text-sm">
              {index + 1}
            </span>
            <h3 className="mt-2 text-lg font-semibold tracking-tight">{title}</h3>
            <p className="text-muted-foreground mt-2 text-[0.9375rem] leading-relaxed text-pretty">{text}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
