import type { ComponentProps } from "react";

export const inputClass =
  "border-input bg-card placeholder:text-muted-foreground aria-invalid:border-destructive aria-invalid:outline-destructive focus-visible:border-ring h-11 w-full min-w-0 rounded-lg border px-3.5 text-base shadow-xs transition-colors focus-visible:outline-offset-0 sm:text-[0.9375rem]";

export function Input(props: Omit<ComponentProps<"input">, "className">) {
  return <input className={inputClass} {...props} />;
}
