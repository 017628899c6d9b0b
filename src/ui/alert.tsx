import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";

const alertStyle = cva("rounded-lg border px-4 py-3 text-sm leading-relaxed", {
  variants: {
    tone: {
      error: "border-destructive/40 bg-destructive/8 text-destructive",
      success: "border-success/40 bg-success/8 text-success",
      info: "bg-muted text-foreground",
    },
  },
  defaultVariants: { tone: "info" },
});

type Props = VariantProps<typeof alertStyle> & { role?: "alert" | "status"; children: ReactNode };

export function Alert({ tone, role, children }: Props) {
  return (
    <div role={role} className={alertStyle({ tone })}>
      {children}
    </div>
  );
}
