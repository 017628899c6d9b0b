import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, readActions, type ActionBody } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { mailedToken, newPerson, openVisitor, signUp, type Visitor } from "../support/form-client";
import type { Part } from "../support/multipart";

let app: App;
let victim: { email: string };
/** Holds both links of the victim, so that an action that would believe a wrong argument has something to act on. */
let holder: Visitor;

beforeAll(async () => {
  app = await startApp();
  const person = newPerson(app);
  holder = openVisitor(app);
  await signUp(holder, person);
  await holder.get((await mailedToken(app, person.email)).path);
  const member = await seedUser(app.database);
  await holder.submit(await holder.get("/forgot-password"), { field: "email" }, { email: member.email });
  await holder.get((await mailedToken(app, member.email)).path);
  victim = member;
});

afterAll(async () => {
  await app.stop();
});

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const megabyte = "x".repeat(1_000_000);

const argumentLists: Record<string, string> = {
  "no argument": "[]",
  "one undefined": '["$undefined"]',
  "undefined twice": '["$undefined","$undefined"]',
  null: "[null]",
  "null twice": "[null,null]",
  "not a number": '["$NaN","$NaN"]',
  infinity: '["$Infinity","$-Infinity"]',
  "minus zero": '["$-0","$-0"]',
  "a big integer": '["$n123456789012345678901234567890","$n1"]',
  "a date": '["$D2026-01-01T00:00:00.000Z","$D2026-01-01T00:00:00.000Z"]',
  "a filter object": '[{"not":null}]',
  "a filter object as the form": '[{},{"email":{"contains":"@"},"password":{"not":null}}]',
  "a prefix filter": '[{},{"startsWith":""}]',
  "a token beside the state": '[{"token":{"not":null}},{"token":{"startsWith":""},"password":"quiet harbour lights"}]',
  "a list for the form": '[{},["x"]]',
  "a list for the state": '[["x"],[]]',
  "text for the form": '[{},"email=a@example.com"]',
  "a true for the form": "[true,true]",
  "fifty arguments": JSON.stringify(Array.from({ length: 50 }, () => ({}))),
  "a list a thousand deep": `[{},${deep(1_000)}]`,
  "a list a hundred thousand deep": `[{},${deep(100_000)}]`,
  "a megabyte of text": JSON.stringify([{}, megabyte]),
  "a prototype": '[{"__proto__":{"isAdmin":true}},{"__proto__":{"get":"x"},"constructor":{"prototype":{}}}]',
  "an own get": '[{},{"get":"$undefined","entries":null}]',
  "no list": '{"0":1}',
  "a bare null": "null",
  "a bare text": '"text"',
};

/** What no client of React's would write: the framework answers it, and must not fall over. */
const brokenLists: Record<string, ActionBody> = {
  "an empty body": "",
  "half a list": "[",
  "a reference to a part that is missing": '["$1","$K1"]',
  "a form whose parts are missing": '[{},"$K1"]',
  "a map whose part is missing": '[{},"$Q1"]',
  "a promise that never comes": '[{},"$@1"]',
  "a reference to itself": [["0", '["$0","$0"]']],
  "a path through the prototype": [
    ["0", '["$1:__proto__:constructor:constructor","$K2"]'],
    ["1", "{}"],
  ],
  "a server reference": [
    ["0", '[{},"$F1"]'],
    ["1", '{"id":"00","bound":null}'],
  ],
};

const forms: Record<string, Part[]> = {
  "a form without fields": formArguments([]),
  "objects written as text": formArguments([
    ["email", '{"not":null}'],
    ["password", '{"not":null}'],
    ["token", '{"startsWith":""}'],
  ]),
  "fields in brackets": formArguments([
    ["email[contains]", "@"],
    ["password[]", "x"],
    ["__proto__[isVerified]", "true"],
  ]),
  "files for fields": [
    ["_1_email", "a@example.com", { filename: "a.txt", type: "text/plain" }],
    ["_1_password", Buffer.alloc(2_000, 120), { filename: "p.bin", type: "application/octet-stream" }],
    ["_1_name", "x", { filename: "n.txt", type: "text/plain" }],
    ["0", '[{},"$K1"]'],
  ],
  "nothing but controls": formArguments([
    ["email", "\u0000\r\n"],
    ["password", "\u0000"],
    ["name", "\u0007"],
    ["theme", "\u0000"],
  ]),
  "a thousand fields": formArguments(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, "x"])),
  "half a surrogate": formArguments([
    ["email", Buffer.from([0xed, 0xa0, 0x80])],
    ["password", Buffer.from([0xff, 0xfe])],
  ]),
};

const bodies: [string, ActionBody][] = Object.entries({ ...argumentLists, ...brokenLists, ...forms });

describe("argument injection", () => {
  it("knows every action of the build", () => {
    expect(readActions().map((action) => action.name)).toEqual(
      expect.arrayContaining([
        "signupAction",
        "signinAction",
        "signoutAction",
        "confirmEmailAction",
        "resendVerificationAction",
        "requestPasswordResetAction",
        "resetPasswordAction",
        "setTheme",
      ]),
    );
  });

  it.each(bodies)("changes nothing and breaks nothing: %s", async (_, body) => {
    const before = await app.database.snapshot();
    const broken: string[] = [];
    for (const action of readActions()) {
      const visitor = openVisitor(app, { cookies: new Map(holder.cookies) });
      const answer = await callAction(visitor, action, body).catch((error: unknown) => ({
        status: 0,
        text: String(error),
        setCookies: [],
      }));
      if (answer.status === 0 || answer.status >= 500)
        broken.push(`${action.name}: ${answer.status} ${answer.text.slice(0, 120)}`);
      if (/invocation|PrismaClient|OneTimeToken/i.test(answer.text)) broken.push(`${action.name} quotes the database`);
      if (answer.setCookies.some((cookie) => cookie.includes("session-token=ey")))
        broken.push(`${action.name} opens a session`);
    }
    expect(broken).toEqual([]);
    expect(await app.database.snapshot()).toBe(before);
  });

  it("answers no prefix of a token differently from another", async () => {
    const reset = findAction("resetPasswordAction");
    const answers = new Set<string>();
    for (const start of ["0", "1", "a", "Z", "-", "_"]) {
      const visitor = openVisitor(app);
      visitor.cookies.set("reset-password-link", start.padEnd(43, start));
      const body = formArguments([
        ["password", "quiet harbour lights at noon"],
        ["token", `{"startsWith":"${start}"}`],
      ]);
      const answer = await callAction(visitor, reset, body);
      answers.add(`${answer.status} ${answer.text.replaceAll(start.padEnd(43, start), "")}`);
    }
    expect(answers.size).toBe(1);
  });

  it("resets nobody's password without the mailed link, whatever names the victim", async () => {
    const before = await app.database.snapshot();
    const reset = findAction("resetPasswordAction");
    const [row] = await app.database.query<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [victim.email]);
    const visitor = openVisitor(app);
    for (const name of ["email", "userId", "id", "user", "token"]) {
      for (const value of [victim.email, row?.id ?? ""]) {
        const fields: [string, string][] = [
          ["password", "quiet harbour lights at noon"],
          [name, value],
        ];
        visitor.cookies.set(name, encodeURIComponent(value));
        const answer = await callAction(visitor, reset, formArguments(fields));
        expect(answer.status).toBeLessThan(500);
      }
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});
