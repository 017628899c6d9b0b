"use client";

import { useEffect, useId, useRef, useState } from "react";
import { Alert } from "@/ui/alert";
import { Button, ButtonLink } from "@/ui/button";
import { Input } from "@/ui/input";
import { Label } from "@/ui/label";

/** The one time that a token is shown, ready to be copied. No form is beside it, so nothing sends it back. */
export function NewToken({ token, name }: { token: string; name: string | undefined }) {
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector("input")?.focus(), []);
  return (
    <div className="grid gap-5">
      <Alert tone="success">
        <span id={`${id}-note`}>
          {name ? `The token “${name}” is ready.` : "The token is ready."} Copy it now: it is shown this once, and
          nobody can look it up again.
        </span>
      </Alert>
      <div className="grid gap-2" ref={field}>
        <Label htmlFor={id}>Your new token</Label>
        <div className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_auto]">
          <Input
            id={id}
            readOnly
            value={token}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-note`}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={token} />
        </div>
        <p className="text-muted-foreground text-sm">
          Whoever holds it acts as you, as far as it allows. Keep it like a password, and never in code.
        </p>
      </div>
      <div>
        <ButtonLink href="/settings/tokens" variant="outline">
          I have kept it
        </ButtonLink>
      </div>
    </div>
  );
}

/** Where scripts run and the browser lets them. */
function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<"absent" | "ready" | "copied">("absent");
  useEffect(() => setState("clipboard" in navigator ? "ready" : "absent"), []);
  if (state === "absent") return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("absent"),
    );
  return (
    <Button type="button" variant="outline" size="large" onClick={() => void copy()}>
      <span aria-live="polite">{state === "copied" ? "Copied" : "Copy"}</span>
    </Button>
  );
}
