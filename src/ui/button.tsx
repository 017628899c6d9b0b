import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

/** The look of a button, also for links that lead to the next step. */
export const buttonStyle = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap transition-colors aria-disabled:opacity-60 disabled:opacity-60",
  {
    variants: {
      variant: {
        primary: "bg-primary text-primary-foreground hover:bg-primary/90 shadow-xs",
        outline: "border bg-card hover:bg-accent shadow-xs",
        ghost: "hover:bg-accent",
        brass: "bg-brass-bright text-[#0b2f28] hover:bg-brass-bright/90",
        onPine: "border border-white/30 hover:bg-white/10",
      },
      size: { small: "h-8 px-3", medium: "h-10 px-4", large: "h-11 px-5 text-[0.9375rem]" },
      width: { auto: "", full: "w-full" },
    },
    defaultVariants: { variant: "primary", size: "medium", width: "auto" },
  },
);

export type ButtonStyle = VariantProps<typeof buttonStyle>;

export function Button({ variant, size, width, ...props }: Omit<ComponentProps<"button">, "className"> & ButtonStyle) {
  return <button className={buttonStyle({ variant, size, width })} {...props} />;
}

export function ButtonLink({ variant, size, width, ...props }: Omit<ComponentProps<"a">, "className"> & ButtonStyle) {
  return <a className={buttonStyle({ variant, size, width })} {...props} />;
}
