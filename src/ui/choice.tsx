import type { ComponentProps, ReactNode } from "react";

type ChoiceProps = Omit<ComponentProps<"input">, "className" | "children"> & {
  type: "checkbox" | "radio";
  children: ReactNode;
};

/** A box or a knob with its words, which can be pressed as well. */
export function Choice({ children, ...input }: ChoiceProps) {
  return (
    <label className="flex min-h-6 cursor-pointer items-start gap-2.5 text-sm leading-5">
      <input className="accent-primary mt-0.5 size-4 shrink-0 cursor-pointer" {...input} />
      <span>{children}</span>
    </label>
  );
}

type ChoicesProps = {
  legend: string;
  error?: string | undefined;
  /** Side by side where they are short. */
  inline?: boolean;
  children: ReactNode;
};

/** A group of choices under their question. */
export function Choices({ legend, error, inline = false, children }: ChoicesProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-3 text-sm leading-none font-medium">{legend}</legend>
      <div className={inline ? "flex flex-wrap gap-x-6 gap-y-3" : "grid gap-3"}>{children}</div>
      {error && <p className="text-destructive text-sm">{error}</p>}
    </fieldset>
  );
}
