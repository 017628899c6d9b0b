"use client";

import { usePathname, useSearchParams } from "next/navigation";

const choices = [
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
  { theme: "system", label: "System" },
];

type Props = {
  action: (formData: FormData) => Promise<void>;
  /** The choice in force. */
  current: string;
};

export function ThemeSwitch({ action, current }: Props) {
  const pathname = usePathname();
  // A slash needs no escape in a query, and return paths with an escaped one are refused.
  const query = useSearchParams().toString().replaceAll("%2F", "/");
  return (
    <form action={action}>
      <fieldset className="flex items-center gap-0.5 rounded-lg border p-0.5">
        <legend className="sr-only">Colour theme</legend>
        <input type="hidden" name="next" value={query ? `${pathname}?${query}` : pathname} />
        {choices.map(({ theme, label }) => (
          <button
            key={theme}
            name="theme"
            value={theme}
            aria-pressed={theme === current}
            className="text-muted-foreground hover:text-foreground aria-pressed:bg-secondary aria-pressed:text-foreground h-7 rounded-md px-2.5 text-xs font-medium"
          >
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
