"use client";

import { useState, useSyncExternalStore, type ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Input } from "./input";

const never = () => () => undefined;

/**
 * A password field that can show what was typed. The button appears where scripts run; while the form is sent the field hides again,
 * so that no browser remembers it as plain text.
 */
export function PasswordInput(props: ComponentProps<typeof Input>) {
  const [shown, setShown] = useState(false);
  const { pending } = useFormStatus();
  const scripted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <div className="relative [&>input]:pr-16">
      <Input {...props} type={shown && !pending ? "text" : "password"} autoCapitalize="none" spellCheck={false} />
      {scripted && (
        <button
          type="button"
          aria-controls={props.id}
          onClick={() => setShown(!shown)}
          className="text-muted-foreground hover:text-foreground absolute inset-y-1.5 right-1.5 rounded-md px-2.5 text-sm font-medium"
        >
          {shown ? "Hide" : "Show"}
          <span className="sr-only"> password</span>
        </button>
      )}
    </div>
  );
}
