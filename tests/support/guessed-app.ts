import { callAction, findAction, formArguments } from "./action-client";
import { startApp, type App } from "./app-server";
import type { Answer } from "./exchange";
import type { Visitor } from "./form-client";
import { startTurnstileProvider, type TurnstileProvider } from "./turnstile-provider";

export type Attempt = { email: string; password: string };

/** A way by which a password can be tried. */
export type Door = (visitor: Visitor, attempt: Attempt) => Promise<Answer>;

export type GuessedApp = {
  app: App;
  turnstile: TurnstileProvider;
  /** The sign-in action, by whoever passes each captcha that is asked for. */
  tryByAction: Door;
  stop: () => Promise<void>;
};

/** An app whose captchas somebody who guesses can pass, so that a test meets what stands behind them. */
export async function startGuessedApp(): Promise<GuessedApp> {
  const turnstile = await startTurnstileProvider();
  const app = await startApp({ env: turnstile.env });
  return {
    app,
    turnstile,
    tryByAction: (visitor, { email, password }) => {
      const fields: [string, string][] = [
        ["email", email],
        ["password", password],
        ["captcha", turnstile.pass({ action: "signin" })],
      ];
      return callAction(visitor, findAction("signinAction"), formArguments(fields));
    },
    stop: async () => {
      await app.stop();
      turnstile.close();
    },
  };
}
