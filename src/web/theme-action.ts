"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { safeReturnPath } from "@/core/return-path";
import { cookieName, cookieOptions } from "./cookie";
import { isSameOriginRequest } from "./request-facts";
import { themes } from "./theme";

const yearSeconds = 365 * 86_400;
const themeSchema = z.enum(themes);

/** Form fields: `theme` (light, dark, system) and `next`, the page to come back to. */
export async function setTheme(formData: FormData): Promise<void> {
  if (!(formData instanceof FormData) || !(await isSameOriginRequest())) return;
  const theme = themeSchema.safeParse(formData.get("theme"));
  if (!theme.success) return;
  (await cookies()).set(cookieName("theme"), theme.data, { ...cookieOptions(), maxAge: yearSeconds });
  redirect(safeReturnPath(formData.get("next")) ?? "/");
}
