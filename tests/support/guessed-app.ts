import { callAction, findAction, formArguments } from "./action-client";
import { startApp, type App } from "./app-server";
import type { Answer } from "./exchange";
import { newAddress, type Visitor } from "./form-client";
import { startTurnstileProvider, type TurnstileProvider } from "./turnstile-provider";

export type Attempt = { email: string; password: string };

/** A way by which a password can be tried. */
export type Door = (visitor: Visitor, attempt: Attempt) => Promise<Answer>;

/** Far more than any captcha's check takes, however many there are at once. */
const patienceMs = 30_000;

/**
 * The door for somebody who tries again where the provider of captchas was not heard in time, or too many checks were under way: nothing
 * was evaluated then. They come from another address, so that it costs them nothing of a client's limit.
 */
export function insistently(door: Door): Door {
  return async (visitor, attempt) => {
    const began = performance.now();
    let answer = await door(visitor, attempt);
    while (wasNotChecked(answer) && performance.now() - began < patienceMs) {
      visitor.address = newAddress();
      answer = await door(visitor, attempt);
    }
    return answer;
  };
}

/** In the words of the form, of NextAuth's endpoint, and of the API, which says the same where it broke: that is in its log. */
function wasNotChecked({ status, headers, text }: Answer): boolean {
  if (/The check cannot be made right now|The captcha cannot be checked right now/.test(text)) return true;
  return status === 503 && headers["retry-after"] === "5" && text.includes('"unavailable"');
}

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
    tryByAction: insistently((visitor, { email, password }) => {
      const fields: [string, string][] = [
        ["email", email],
        ["password", password],
        ["captcha", turnstile.pass({ action: "signin" })],
      ];
      return callAction(visitor, findAction("signinAction"), formArguments(fields));
    }),
    stop: async () => {
      await app.stop();
      turnstile.close();
    },
  };
}
