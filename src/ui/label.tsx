import type { ComponentProps } from "react";

export function Label(props: Omit<ComponentProps<"label">, "className">) {
  return <label className="text-sm leading-none font-medium" {...props} />;
}
