"use client";

import { useEffect, useRef, useState, type ChangeEvent } from "react";
import type { Strength } from "./estimate-strength";
import { Field } from "./field";

/** A person who types is not interrupted: the word changes, and is read out, when they pause. */
const pauseMs = 400;

const words: Record<Strength, string> = {
  short: "too short yet",
  weak: "easy to guess; try other, unrelated words",
  fair: "fair; one more word makes it strong",
  strong: "strong",
};

const bars: Record<Strength, string> = {
  short: "w-1/12 bg-destructive",
  weak: "w-1/3 bg-destructive",
  fair: "w-2/3 bg-brass",
  strong: "w-full bg-success",
};

type Props = {
  label: string;
  /** In characters as people count them. */
  minLength: number;
  error?: string | undefined;
};

/**
 * The field for a password that is to be. Where scripts run, it says how strong the password looks, without sending it anywhere: the
 * estimator is fetched when the field is first used and works in the browser. It never keeps a form from being sent.
 */
export function NewPasswordField({ label, minLength, error }: Props) {
  const [strength, setStrength] = useState<Strength | null>(null);
  const wrapper = useRef<HTMLDivElement>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const form = wrapper.current?.closest("form");
    const clear = () => setStrength(null);
    form?.addEventListener("reset", clear);
    return () => {
      clearTimeout(pause.current);
      form?.removeEventListener("reset", clear);
    };
  }, []);

  function judgeSoon({ currentTarget: input }: ChangeEvent<HTMLInputElement>): void {
    clearTimeout(pause.current);
    pause.current = setTimeout(() => void judge(input), pauseMs);
  }

  async function judge(input: HTMLInputElement): Promise<void> {
    const estimator = await fetchEstimator();
    setStrength(estimator?.(input, minLength) ?? null);
  }

  return (
    <div ref={wrapper}>
      <Field
        label={label}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint={`At least ${minLength} characters. A few unrelated words make a good one.`}
        error={error}
        onFocus={() => void fetchEstimator()}
        onChange={judgeSoon}
      />
      {strength && (
        <div aria-hidden className="bg-muted mt-3 h-1.5 overflow-hidden rounded-full">
          <div className={`h-full rounded-full transition-[width] ${bars[strength]}`} />
        </div>
      )}
      <p role="status" className={strength ? "text-muted-foreground mt-1.5 text-sm" : undefined}>
        {strength && `Strength: ${words[strength]}.`}
      </p>
    </div>
  );
}

type Estimator = (field: HTMLInputElement, minLength: number) => Strength | null;

/** Null where it cannot be fetched: then the hint stays away. The browser keeps what it fetched. */
async function fetchEstimator(): Promise<Estimator | null> {
  try {
    return (await import("./estimate-strength")).estimateField;
  } catch {
    return null;
  }
}
