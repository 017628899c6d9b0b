import { describe, expect, it } from "vitest";
import { accessTable, type AccessTable } from "@/auth/access-table";
import { faultsOf, readBuild, surfaceOf, type BuildFacts } from "../support/access-walk";
import { buildDir, type Variant } from "../support/app-build";

const variants: Variant[] = ["production", "no-proxy"];

describe.each(variants)("the table of access (%s build)", (variant) => {
  it("has a line for every page, handler and action that is built, and for nothing else", () => {
    expect(faultsOf(accessTable, surfaceOf(readBuild(buildDir(variant))))).toEqual([]);
  });
});

const table: AccessTable = {
  pages: { "/": "public", "/admin": "ADMIN", "/dev/mailbox": "local" },
  handlers: { "GET /api/me": "signed-in", "GET /dev/messages": "local", "GET /icon.svg": "public" },
  actions: { signinAction: "public", clearMessages: "local" },
};

const build: BuildFacts = {
  routes: {
    "/page": "/",
    "/(account)/admin/page": "/admin",
    "/_not-found/page": "/_not-found",
    "/api/me/route": "/api/me",
    "/icon.svg/route": "/icon.svg",
  },
  pagesRouter: ["/500"],
  actions: ["signinAction"],
  sources: {
    "app/api/me/route.ts": `import { read } from "@/read";\nexport async function GET() { return read(); }\nexport const dynamic = "force-dynamic";`,
    "app/icon.svg": "<svg/>",
    "app/dev/mailbox/page.local.tsx": "export default function Page() { return null; }",
    "app/dev/messages/route.local.ts": "export function GET() {}",
    "app/dev/mailbox/clear.ts": `"use server";\nexport async function clearMessages() {}\nfunction inside() {}`,
    "features/signin/actions.ts": `"use server";\nexport async function signinAction() {}\nexport type State = null;`,
  },
};

function faultsAfter(change: Partial<BuildFacts>): string[] {
  return faultsOf(table, surfaceOf({ ...build, ...change }));
}

function withSource(file: string, text: string): Partial<BuildFacts> {
  return { sources: { ...build.sources, [file]: text } };
}

describe("the walk", () => {
  it("finds no fault where table and build agree", () => {
    expect(faultsAfter({})).toEqual([]);
  });

  it("finds a planted page", () => {
    const routes = { ...build.routes, "/(account)/backdoor/page": "/backdoor" };
    expect(faultsAfter({ routes })).toEqual(["pages: /backdoor has no line"]);
  });

  it("finds a planted page of the Pages Router", () => {
    expect(faultsAfter({ pagesRouter: ["/500", "/api/old"] })).toEqual(["pages: /api/old has no line"]);
  });

  it.each([
    ["a function", "export async function GET() {}\nexport function DELETE() {}"],
    ["a constant", "export const GET = make(), DELETE = make();"],
    ["another's under a new name", `export { handle as GET, handle as DELETE } from "@/handle";`],
  ])("finds a planted method of a handler that is %s", (_, text) => {
    expect(faultsAfter(withSource("app/api/me/route.ts", text))).toEqual(["handlers: DELETE /api/me has no line"]);
  });

  it("takes no handler whose methods it cannot see", () => {
    const hidden = ["handlers: * /api/me has no line", "handlers: GET /api/me has a line and is not there"];
    expect(faultsAfter(withSource("app/api/me/route.ts", `export * from "@/handle";`))).toEqual(hidden);
    const routes = { ...build.routes, "/made-by-next/route": "/made-by-next" };
    expect(faultsAfter({ routes })).toEqual(["handlers: whatever /made-by-next has no line"]);
  });

  it("finds a planted action in the build, and one that only the sources have", () => {
    expect(faultsAfter({ actions: ["signinAction", "dropAction"] })).toEqual(["actions: dropAction has no line"]);
    const planted = withSource("features/x/actions.ts", `"use server";\nexport const dropAction = async () => {};`);
    expect(faultsAfter(planted)).toEqual(["actions: dropAction has no line"]);
  });

  it("finds an action inside a component", () => {
    const text = `export function Page() { return <form action={async () => { "use server"; await drop(); }} />; }`;
    expect(faultsAfter(withSource("app/page.tsx", text))).toEqual([
      "actions: a function inside app/page.tsx has no line",
    ]);
  });

  it("finds two actions of one name, for the table could mean either", () => {
    expect(faultsAfter({ actions: ["signinAction", "signinAction"] })).toEqual([
      "actions: signinAction is there twice",
    ]);
  });

  it("finds what is meant for a developer's machine in a build that is not", () => {
    const routes = { ...build.routes, "/dev/mailbox/page": "/dev/mailbox" };
    expect(faultsAfter({ routes })).toEqual(["pages: /dev/mailbox is local and in the build"]);
  });

  it("finds a line for what is gone", () => {
    const routes = Object.fromEntries(Object.entries(build.routes).filter(([, served]) => served !== "/admin"));
    expect(faultsAfter({ routes })).toEqual(["pages: /admin has a line and is not there"]);
  });

  it("finds an action that no page of the build has, and that is not local either", () => {
    expect(faultsAfter({ actions: [] })).toEqual(["actions: signinAction is in no build"]);
  });
});
