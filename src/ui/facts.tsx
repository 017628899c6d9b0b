import type { ReactNode } from "react";

/** Names and their values, a row each. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="divide-y text-sm leading-6">
      {facts.map(([name, value]) => (
        <div key={name} className="grid gap-x-6 py-3 first:pt-0 last:pb-0 min-[26rem]:grid-cols-[8rem_minmax(0,1fr)]">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
