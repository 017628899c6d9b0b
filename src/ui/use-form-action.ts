"use client";

import {
  unstable_isUnrecognizedActionError as isOfOlderBuild,
  unstable_rethrow as rethrowNavigation,
} from "next/navigation";
import { useActionState, useEffect, useState } from "react";
import { emptyFormState, type FormAction, type FormState } from "@/web/form-state";

const notSent = "The form could not be sent. Check your connection and try again.";
const reloaded = "This page was from an older version, so it was loaded anew. Please send the form again.";

/** Where a reload finds what was typed: the entry of this page in the browser's history, emptied as soon as it is read. */
const historyKey = "typed";

/**
 * A server action as the state of a form. With scripts, a form that does not arrive keeps what was typed: where the connection or the
 * server fails, it says so; where the page is older than the server, it loads the page anew and fills it in. Without scripts the browser
 * posts the same form by itself, which is why the server's rendering sees the action as it is. `address` is the page's own, for a form
 * that may stand elsewhere on it, or under another key, when it is answered without scripts: React finds it by that.
 */
export function useFormAction(
  action: FormAction,
  address?: string,
): [state: FormState, send: (formData: FormData) => void] {
  const ours = typeof window === "undefined" ? action : keepTyped(action);
  const [state, send] = useActionState(ours, emptyFormState, address);
  const [restored, setRestored] = useState(emptyFormState);
  useEffect(() => {
    const values = takeTyped();
    if (values) setRestored({ message: reloaded, values });
  }, []);
  return [state === emptyFormState ? restored : state, send];
}

function keepTyped(action: FormAction): FormAction {
  return async function send(previous, formData) {
    try {
      return await action(previous, formData);
    } catch (error) {
      rethrowNavigation(error);
      const values = typedIn(formData);
      if (!isOfOlderBuild(error)) return { message: notSent, values };
      history.replaceState({ ...history.state, [historyKey]: values }, "");
      location.reload();
      return { values };
    }
  };
}

/** What may be shown again: no secret, no file, nothing of React's own. */
function typedIn(formData: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of formData) {
    if (typeof value === "string" && name !== "password" && !name.startsWith("$")) values[name] = value;
  }
  return values;
}

function takeTyped(): Record<string, string> | null {
  const entry = history.state as { [historyKey]?: Record<string, string> } | null;
  const values = entry?.[historyKey];
  if (!values) return null;
  history.replaceState({ ...entry, [historyKey]: undefined }, "");
  return values;
}
