import { env } from "@/platform/env";
import { ThemeSwitch } from "@/ui/theme-switch";
import { readTheme } from "@/web/theme";
import { setTheme } from "@/web/theme-action";

export async function SiteFooter() {
  return (
    <footer className="text-muted-foreground mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-4 px-5 py-5 text-sm sm:px-8">
      {env().mode === "local" ? <LocalNotice /> : <p>Latchkey</p>}
      <ThemeSwitch action={setTheme} current={await readTheme()} />
    </footer>
  );
}

function LocalNotice() {
  return (
    <p>
      Local mode: only this machine can reach it, and every mail is in the{" "}
      <a href="/dev/mailbox" className="link">
        local mailbox
      </a>
      .
    </p>
  );
}
