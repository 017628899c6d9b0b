import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { deps } from "@/platform/deps";
import type { FormState } from "./form-state";
import { isSameOriginRequest } from "./request-facts";

const somethingBroke = "Something went wrong on our side. Nothing was changed; please try again in a moment.";
const staleForm = "This page is out of date. Reload it and try again.";
const foreignPage = "This form was not sent from this site. Open the page again and retry.";

export type FormActionOptions<Schema extends z.ZodObject> = {
  schema: Schema;
  /** Fields that must never travel back to the form. */
  secrets: readonly string[];
  /** Fields that the person cannot see: a fault in them is the page's, not theirs. */
  hidden?: readonly string[];
  /** `typed` is what came, as it was typed and without secrets. */
  run: (input: z.output<Schema>, typed: Readonly<Record<string, string>>) => Promise<FormState>;
};

/**
 * Makes a server action of a use case: refuses foreign origins, parses, answers field errors and what was typed, and turns what breaks
 * into a plain sentence. Whoever posts decides what an action's arguments are, so nothing about them is believed.
 */
export function formAction<Schema extends z.ZodObject>(options: FormActionOptions<Schema>) {
  return async function submit(_previous: FormState, formData: unknown): Promise<FormState> {
    if (!(formData instanceof FormData)) return { message: staleForm };
    const fields = readFields(options.schema, formData);
    const values = Object.fromEntries(Object.entries(fields).filter(([name]) => !options.secrets.includes(name)));
    try {
      if (!(await isSameOriginRequest())) return { message: foreignPage, values };
      const parsed = options.schema.safeParse(fields);
      if (!parsed.success) return refuse(parsed.error, options.hidden ?? [], values);
      return { values, ...(await options.run(parsed.data, values)) };
    } catch (error) {
      unstable_rethrow(error);
      deps().log.error("action_failed", error);
      return { message: somethingBroke, values };
    } finally {
      // What this action ended is ended here before its answer arrives; other instances hear of it by themselves.
      await deps().sessionStates.catchUp();
    }
  };
}

/** The first text value of each field that the schema names; files and unknown fields are dropped. */
function readFields(schema: z.ZodObject, formData: FormData): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = formData.get(name);
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}

function refuse(error: z.ZodError, hidden: readonly string[], values: Record<string, string>): FormState {
  const fieldErrors = firstIssues(error);
  const atFault = Object.keys(fieldErrors).some((field) => hidden.includes(field));
  return atFault ? { message: staleForm, values } : { fieldErrors, values };
}

function firstIssues(error: z.ZodError): Record<string, string> {
  const issues: Record<string, string> = {};
  for (const issue of error.issues) issues[String(issue.path[0] ?? "")] ??= issue.message;
  return issues;
}
