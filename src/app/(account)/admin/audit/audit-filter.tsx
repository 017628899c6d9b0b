import type { ReactNode } from "react";
import { auditCatalogue } from "@/features/audit-log/catalogue";
import { auditGroups, auditReasons, namesOf, type AuditField, type TypedFilter } from "@/features/admin-audit/schema";
import { Button } from "@/ui/button";
import { Input, inputClass } from "@/ui/input";
import { Label } from "@/ui/label";

type Props = {
  path: string;
  /** As it was typed. */
  typed: TypedFilter;
  faults: readonly AuditField[];
};

/** What is wrong with a field that cannot be read. */
const faultWords: Record<AuditField, string> = {
  number: "The number of an event has digits alone.",
  what: "There is no such event.",
  result: "An event happened or was refused.",
  reason: "There is no such reason.",
  person: "Enter one whole e-mail address, or the id of an account.",
  session: "A session's id has letters, digits and dashes alone.",
  request: "A request's id has letters, digits and dashes alone.",
  from: "Enter a day like 2026-03-31.",
  to: "Enter a day like 2026-03-31.",
};

/** A plain form that asks for the page anew. */
export function AuditFilterForm({ path, typed, faults }: Props) {
  const text = (name: AuditField) => ({
    ...{ id: name, name, defaultValue: typed[name], autoComplete: "off" },
    "aria-invalid": faults.includes(name) || undefined,
    "aria-describedby": faults.includes(name) ? `${name}-fault` : undefined,
  });
  return (
    <form action={path} className="mb-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Choice name="what" label="Event" typed={typed}>
        <EventOptions />
      </Choice>
      <Choice name="result" label="Result" typed={typed}>
        <option value="OK">Happened</option>
        <option value="REFUSED">Refused</option>
      </Choice>
      <Choice name="reason" label="Refused for" typed={typed}>
        {auditReasons.map((reason) => (
          <option key={reason}>{reason}</option>
        ))}
      </Choice>
      <Labelled name="person" label="Person: address or id" faults={faults}>
        <Input {...text("person")} />
      </Labelled>
      <Labelled name="session" label="Session" faults={faults}>
        <Input {...text("session")} />
      </Labelled>
      <Labelled name="request" label="Request" faults={faults}>
        <Input {...text("request")} />
      </Labelled>
      <Labelled name="from" label="From, UTC" faults={faults}>
        <Input {...text("from")} type="date" />
      </Labelled>
      <Labelled name="to" label="To, that day too" faults={faults}>
        <Input {...text("to")} type="date" />
      </Labelled>
      <OtherFaults faults={faults} />
      <p className="flex flex-wrap items-center gap-4 sm:col-span-2 lg:col-span-4">
        <Button variant="outline" size="large">
          Show
        </Button>
        <a href={path} className="link text-sm">
          Show everything
        </a>
      </p>
    </form>
  );
}

function EventOptions() {
  return auditGroups.map((group) => (
    <optgroup key={group} label={group}>
      <option value={`group:${group}`}>All of {group}</option>
      {namesOf({ group }).map((name) => (
        <option key={name} value={name}>
          {auditCatalogue[name].says}
        </option>
      ))}
    </optgroup>
  ));
}

type ChoiceProps = { name: AuditField; label: string; typed: TypedFilter; children: ReactNode };

function Choice({ name, label, typed, children }: ChoiceProps) {
  return (
    <div className="grid content-start gap-2">
      <Label htmlFor={name}>{label}</Label>
      <select id={name} name={name} defaultValue={typed[name]} className={inputClass}>
        <option value="">Any</option>
        {children}
      </select>
    </div>
  );
}

type LabelledProps = { name: AuditField; label: string; faults: readonly AuditField[]; children: ReactNode };

function Labelled({ name, label, faults, children }: LabelledProps) {
  return (
    <div className="grid content-start gap-2">
      <Label htmlFor={name}>{label}</Label>
      {children}
      {faults.includes(name) && (
        <p id={`${name}-fault`} className="text-destructive text-sm">
          {faultWords[name]}
        </p>
      )}
    </div>
  );
}

/** Faults of what nobody types: an address that was put together by hand. */
function OtherFaults({ faults }: Pick<Props, "faults">) {
  const others = faults.filter((field) => ["number", "what", "result", "reason"].includes(field));
  if (others.length === 0) return null;
  return (
    <p className="text-destructive text-sm sm:col-span-2 lg:col-span-4">
      {others.map((field) => faultWords[field]).join(" ")}
    </p>
  );
}
