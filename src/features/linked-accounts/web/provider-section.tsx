import { env } from "@/platform/env";
import { ProviderButtons } from "./provider-buttons";

/** The providers below a password form, set apart by a line; nothing where none is configured. */
export function ProviderSection({ next }: { next: string | undefined }) {
  if (env().providers.length === 0) return null;
  return (
    <div className="mt-6 grid gap-6">
      <div className="text-muted-foreground flex items-center gap-4 text-sm" aria-hidden>
        <span className="h-px flex-1 bg-border" />
        or
        <span className="h-px flex-1 bg-border" />
      </div>
      <ProviderButtons next={next} />
    </div>
  );
}
