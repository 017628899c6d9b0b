import { z } from "zod";
import { canonicalEmail, emailMaxLength } from "@/core/email";
import { auditCatalogue, type AuditGroup, type AuditName } from "@/features/audit-log/catalogue";
import { isAuditName } from "@/features/audit-log/words";

/** Each event of the catalogue with its group, in the catalogue's order. */
const entries = Object.entries(auditCatalogue) as [AuditName, { group: AuditGroup; reasons?: readonly string[] }][];

export const auditGroups = [...new Set(entries.map(([, { group }]) => group))];
export const auditReasons = [...new Set(entries.flatMap(([, { reasons = [] }]) => reasons))].sort();

/** The events of a group, or those that may be refused for a reason. */
export function namesOf(of: { group: AuditGroup } | { reason: string }): AuditName[] {
  const isOf = (entry: (typeof entries)[number][1]) =>
    "group" in of ? entry.group === of.group : (entry.reasons ?? []).includes(of.reason);
  return entries.filter(([, entry]) => isOf(entry)).map(([name]) => name);
}

export const exportFormats = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportFormatSchema = z.enum(exportFormats);

const id = z.string().regex(/^[\w-]{1,64}$/);
const number = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);

const what = z.string().transform((text, context): { name: AuditName } | { group: AuditGroup } => {
  if (isAuditName(text)) return { name: text };
  const group = auditGroups.find((each) => `group:${each}` === text);
  if (group) return { group };
  context.addIssue({ code: "custom", message: "is no event of ours" });
  return z.NEVER;
});

/** An id of an account, also of one that is gone, or a whole address. */
const person = z
  .string()
  .max(emailMaxLength)
  .transform((text, context): { id: string } | { email: string } => {
    const email = canonicalEmail(text);
    if (email !== null) return { email };
    if (id.safeParse(text.trim()).success) return { id: text.trim() };
    context.addIssue({ code: "custom", message: "is neither an id nor an address" });
    return z.NEVER;
  });

/** A day of these two centuries, at its beginning in UTC. */
const day = z.iso
  .date()
  .regex(/^2[01]/)
  .transform((text) => new Date(`${text}T00:00:00Z`));

const fields = {
  number,
  what,
  result: z.enum(["OK", "REFUSED"]),
  reason: z.enum(auditReasons),
  person,
  session: id,
  request: id,
  from: day,
  /** The last day that counts, whole. */
  to: day,
};

export type AuditField = keyof typeof fields;
export type AuditFilter = { [Field in AuditField]: z.output<(typeof fields)[Field]> | null };
export const auditFields = Object.keys(fields) as AuditField[];

/** Each field as it was sent, empty where it was not; what an address repeats counts by its first. */
export type TypedFilter = Readonly<Record<AuditField, string>>;

type Sent = Readonly<Record<string, string | string[] | undefined>>;

/** Reads what a page's address asks for. A field that cannot be read is named as a fault, and then nothing is to be shown: better than everything. */
export function readAuditFilter(sent: Sent): { filter: AuditFilter; typed: TypedFilter; faults: AuditField[] } {
  const typed = Object.fromEntries(auditFields.map((field) => [field, first(sent[field])])) as TypedFilter;
  const faults: AuditField[] = [];
  const read = auditFields.map((field) => {
    if (typed[field] === "") return [field, null];
    const parsed = fields[field].safeParse(typed[field]);
    if (!parsed.success) faults.push(field);
    return [field, parsed.success ? parsed.data : null];
  });
  return { filter: Object.fromEntries(read) as AuditFilter, typed, faults };
}

function first(value: string | string[] | undefined): string {
  return ((Array.isArray(value) ? value[0] : value) ?? "").trim();
}

/** The query of an address that asks for this filter, without what is empty. */
export function auditQuery(typed: Partial<TypedFilter>, more: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries({ ...typed, ...more }).filter(([, value]) => value !== "");
  return set.length > 0 ? `?${new URLSearchParams(set).toString()}` : "";
}
