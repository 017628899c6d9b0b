import { expect } from "vitest";
import { accessTable, type Access } from "@/auth/access-table";
import { openAsker, seedStranger } from "./askers";
import type { App } from "./app-server";
import type { Answer } from "./exchange";
import { getPageData } from "./form-client";
import { visibleText } from "./html-forms";

const lines = Object.entries(accessTable.pages) as [string, Access][];

/** Every page that a production build shows to some and not to others. */
export const protectedPages = lines
  .filter(([, access]) => access !== "public" && access !== "local")
  .map(([path]) => path);

/**
 * Opens every protected page as an administrator, as HTML and as the router's data, and learns by what it is known. What comes back
 * says whether an answer holds anything of that. Its readers' own names are no part of it: the frame of a page shows each their own.
 */
export async function learnProtectedContent(app: App): Promise<(answer: Answer) => boolean> {
  const { email, title } = await seedStranger(app);
  const visitor = await openAsker(app, "ADMIN");
  const headings: string[] = [];
  for (const path of protectedPages) {
    const page = await visitor.get(path);
    expect([page.status, page.path]).toEqual([200, path]);
    const heading = visibleText(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page.text)?.[1] ?? "");
    expect(heading).not.toBe("");
    headings.push(heading);
  }
  const inHeadings = headings.map((text) => `(<h1[^>]*>|"h1",null,{[^}]*"children":")${text}`);
  const secrets = new RegExp([email, title, ...inHeadings].join("|"));
  const isIn = ({ text }: Answer) => secrets.test(text.replaceAll('\\"', '"'));
  for (const path of protectedPages) {
    const data = await getPageData(visitor, path);
    expect([data.status, isIn(data)], path).toEqual([200, true]);
  }
  return isIn;
}
