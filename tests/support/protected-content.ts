import { expect } from "vitest";
import { accessTable, type Access } from "@/auth/access-table";
import { openAsker, pageOf, seedStranger } from "./askers";
import type { App } from "./app-server";
import type { Answer } from "./exchange";
import { getPageData } from "./form-client";
import { visibleText } from "./html-forms";

const lines = (Object.entries(accessTable.pages) as [string, Access][]).filter(
  ([, access]) => access !== "public" && access !== "local",
);

/** Every page that a production build shows to some and not to others; where it is somebody's, that of nobody. */
export const protectedPages = lines.map(([line]) => pageOf(line, { id: "00000000-0000-4000-8000-000000000000" }));

/** Whether an answer holds anything of a protected page, but for the pages that its reader may see: those of `theirs`. */
export type HoldsProtected = (answer: Answer, theirs?: readonly Access[]) => boolean;

/**
 * Opens every protected page as an administrator, as HTML and as the router's data, and learns by what it is known. What comes back
 * says whether an answer holds anything of that. Its readers' own names are no part of it: the frame of a page shows each their own.
 */
export async function learnProtectedContent(app: App): Promise<HoldsProtected> {
  const stranger = await seedStranger(app);
  const { email, draft } = stranger;
  const visitor = await openAsker(app, "ADMIN");
  const headings: { heading: string; access: Access }[] = [];
  for (const [line, access] of lines) {
    const path = pageOf(line, stranger);
    const page = await visitor.get(path);
    expect([page.status, page.path]).toEqual([200, path]);
    const heading = visibleText(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page.text)?.[1] ?? "");
    expect(heading).not.toBe("");
    headings.push({ heading, access });
  }
  const isIn: HoldsProtected = ({ text }, theirs = []) => {
    const inHeadings = headings
      .filter(({ access }) => !theirs.includes(access))
      .map(({ heading }) => `(<h1[^>]*>|"h1",null,{[^}]*"children":")${heading}`);
    return new RegExp([email, draft, ...inHeadings].join("|")).test(text.replaceAll('\\"', '"'));
  };
  for (const path of lines.map(([line]) => pageOf(line, stranger))) {
    const data = await getPageData(visitor, path);
    expect([data.status, isIn(data)], path).toEqual([200, true]);
  }
  return isIn;
}
