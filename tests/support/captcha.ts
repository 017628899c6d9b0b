import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { CaptchaAction, CaptchaChallenge } from "@/core/deps";

/** Does the proof of work as the browser does, and answers what the form's field then holds. */
export async function solveInNode(asked: CaptchaChallenge): Promise<string> {
  if (asked.kind !== "proof-of-work") throw new Error("This captcha is another's.");
  const challenge = asked.challenge as unknown as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
}

/** Asks the app for a captcha over HTTP, as from `client`, and passes it. */
export async function passCaptcha(app: { port: number }, action: CaptchaAction, client: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${app.port}/api/captcha?action=${action}`, {
    headers: { "x-forwarded-for": client },
  });
  if (!answer.ok) throw new Error(`The captcha was refused: ${answer.status}`);
  return await solveInNode((await answer.json()) as CaptchaChallenge);
}
