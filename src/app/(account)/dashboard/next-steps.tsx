import { env } from "@/platform/env";
import { Card } from "@/ui/card";

const steps = [
  {
    href: "/settings/security",
    title: "Change the password",
    text: "By a mailed link. Every other session ends, and the old password with it.",
  },
  {
    href: "/api-docs",
    title: "Read about the API",
    text: "For your own apps, scripts and services, by short tokens or by one that you make in the settings.",
  },
];

const mailbox = {
  href: "/dev/mailbox",
  title: "Read the mails",
  text: "Every mail that this machine would have sent, as text and as HTML.",
};

export function NextSteps() {
  return (
    <Card title="What to do next">
      <ul className="-mx-3 -mt-2 -mb-3 grid gap-1">
        {[...(env().mode === "local" ? [mailbox] : []), ...steps].map(({ href, title, text }) => (
          <li key={href}>
            <a href={href} className="group hover:bg-accent flex items-start gap-4 rounded-lg p-3 transition-colors">
              <span className="flex-1">
                <span className="block text-sm font-medium">{title}</span>
                <span className="text-muted-foreground mt-0.5 block text-sm leading-relaxed">{text}</span>
              </span>
              <span
                aria-hidden
                className="text-muted-foreground mt-0.5 transition-transform group-hover:translate-x-0.5"
              >
                →
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
