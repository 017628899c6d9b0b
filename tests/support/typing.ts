import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { SeededUser } from "./app-database";
import type { App } from "./app-server";
import { everyFieldName } from "./field-names";
import { openVisitor, signIn, type Visitor } from "./form-client";
import { recordAnswers, type Recorded } from "./places-of-secrets";

type Marks = Record<string, string>;

export type Typing = ReturnType<typeof createTyping>;

const secretFields = /^(password|code|captcha|token|refreshToken)$/;

/** Values that are marked before they are typed, and all that was answered to whoever typed them. */
export function createTyping(app: () => App) {
  const told: Recorded = { shown: [], passed: [] };
  /** What must stand nowhere once it was sent: not in the log, in no table and in no answer. */
  const secrets: Marks = {};
  /** Tokens of mailed links pass through a redirect and wait in a cookie until a button is pressed; no page shows them. */
  const linkTokens: Marks = {};
  /** What may be shown to those whom it concerns, and is no fact for the log. */
  const words: Marks = {};

  function marked(into: Marks, name: string, value = `mark${randomBytes(9).toString("hex")}`): string {
    into[`${name} ${Object.keys(into).length}`] = value;
    return value;
  }

  function valueOf(name: string): string {
    const value = marked(secretFields.test(name) ? secrets : words, name);
    return name === "email" ? `${value}@example.com` : value;
  }

  /** Every field, each with a value of its own. */
  async function everyField(): Promise<[string, string][]> {
    return (await everyFieldName()).map((name) => [name, valueOf(name)]);
  }

  function visitor(): Visitor {
    return recordAnswers(openVisitor(app()), told);
  }

  async function signedInAs(user: SeededUser): Promise<Visitor> {
    const signingIn = visitor();
    expect((await signIn(signingIn, user)).path).toBe("/dashboard");
    return signingIn;
  }

  return { app, told, secrets, linkTokens, words, marked, valueOf, everyField, visitor, signedInAs };
}
