import { cookies } from "next/headers";
import { cookieName } from "./cookie";

export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

/** What the visitor chose; the system's preference where they chose nothing. */
export async function readTheme(): Promise<Theme> {
  const value = (await cookies()).get(cookieName("theme"))?.value;
  return themes.find((theme) => theme === value) ?? "system";
}
