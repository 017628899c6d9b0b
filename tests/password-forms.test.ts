import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import { setFirstPassword } from "@/features/password-change/set-first-password";
import { setFirstPasswordSchema } from "@/features/password-change/schema";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { resetPassword } from "@/features/password-reset/reset-password";
import { resetPasswordSchema } from "@/features/password-reset/schema";
import { signup } from "@/features/signup/signup";
import { signupSchema } from "@/features/signup/schema";
import { passwordInputSchema } from "@/features/password/schema";
import { createPasswordHasher } from "@/platform/password-hasher";
import { createTestDeps, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { mailsTo } from "./support/mailbox";
import { newViewer } from "./support/viewer";

const email = "ada@example.com";
const client = "203.0.113.1";
const hasher = createPasswordHasher({ size: 2 });
afterAll(() => hasher.close());

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps({ hasher });
});

/** Every place that takes a new password, as its form sends it. */
const places: [string, (password: string) => Promise<{ ok: boolean }>][] = [
  [
    "sign-up",
    (password) =>
      signup(deps, signupSchema.parse({ name: "Ada", email, password }), {
        client,
        browserSecret: "the browser's own",
      }),
  ],
  [
    "a reset",
    async (password) => {
      await createUser(deps, { email });
      await requestPasswordReset(deps, { email: emailSchema.parse(email) }, { client });
      const token = (await mailsTo(deps, email))[0]?.token ?? "";
      return await resetPassword(deps, { token, ...resetPasswordSchema.parse({ password }) }, { client });
    },
  ],
  [
    "a first password",
    async (password) => {
      const user = await createUser(deps, { email, password: null });
      const viewer = await newViewer(deps, user.id);
      return await setFirstPassword(deps, viewer, setFirstPasswordSchema.parse({ password }), { client });
    },
  ],
];

/** What sign-in, the API and "confirm that it is you" compare: each asks the hasher with what its form sent. */
async function opens(typed: string): Promise<boolean> {
  const user = await deps.db.user.findUniqueOrThrow({ where: { email } });
  const verified = await hasher.verify(passwordInputSchema.parse(typed), user.password);
  return verified.ok && verified.matches;
}

const eighty = `${"a lamp by river 7 ".repeat(4)}12345678`;

describe.each(places)("a password from %s", (_, set) => {
  it.each([
    ["composed letters", "caf\u00e9 by the river bank", "cafe\u0301 by the river bank"],
    ["letters in two pieces", "cafe\u0301 by the river bank", "caf\u00e9 by the river bank"],
    [
      "Korean syllables",
      "\ud55c\uad6d\uc5b4 seven lamps by river",
      "\u1112\u1161\u11ab\uad6d\uc5b4 seven lamps by river",
    ],
    ["marks in another order", "q\u0307\u0323 seven lamps by river", "q\u0323\u0307 seven lamps by river"],
    ["emoji", "🦊🐙🌵🚲🎈🪁🥐🧦🪴🎻🛶🧩🪵🫖👩‍👩‍👧", "🦊🐙🌵🚲🎈🪁🥐🧦🪴🎻🛶🧩🪵🫖👩‍👩‍👧"],
    ["blanks at both ends", "  seven lamps by river  ", "  seven lamps by river  "],
  ])("opens to the same text, however a keyboard makes it: %s", async (_form, chosen, typed) => {
    expect(await set(chosen)).toEqual({ ok: true });
    expect(await opens(typed)).toBe(true);
  });

  it("opens to no other text", async () => {
    expect(await set(` ${eighty} ｆｕｌｌ ﬁve`)).toEqual({ ok: true });
    const others = [
      `${eighty} ｆｕｌｌ ﬁve`,
      ` ${eighty} full ﬁve`,
      ` ${eighty} ｆｕｌｌ five`,
      ` ${eighty} ｆｕｌｌ ﬁve `,
      ` ${eighty} ｆｕｌｌ ﬁvE`,
      `\u00a0${eighty} ｆｕｌｌ ﬁve`,
    ];
    for (const other of others) expect(await opens(other), other).toBe(false);
  });

  it("counts to its last byte: eighty bytes differ in the last one, and the first 72 are not enough", async () => {
    expect(Buffer.byteLength(eighty)).toBe(80);
    expect(await set(eighty)).toEqual({ ok: true });
    expect(await opens(eighty)).toBe(true);
    for (const other of [`${eighty.slice(0, 79)}9`, eighty.slice(0, 79), eighty.slice(0, 72)])
      expect(await opens(other), other).toBe(false);
  });
});
