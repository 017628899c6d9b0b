import { providerNamed } from "@/platform/env";
import { readLastUsed } from "@/web/last-used";

/** "Last time you signed in with …", for a browser that has been here; nothing for any other. */
export async function LastUsedHint() {
  const method = await readLastUsed();
  const name = method === "password" ? "your password" : method === null ? undefined : providerNamed(method)?.name;
  if (name === undefined) return null;
  return (
    <p className="text-muted-foreground mb-6 text-sm">
      Last time you signed in with <span className="text-foreground font-medium">{name}</span>.
    </p>
  );
}
