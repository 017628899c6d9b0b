import { solveProofOfWork, type ProofOfWork } from "./solve-proof-of-work";

type Challenge =
  { kind: "turnstile"; siteKey: string; action: string } | { kind: "proof-of-work"; challenge: ProofOfWork };

type Turnstile = {
  render(container: HTMLElement, options: Readonly<Record<string, unknown>>): string;
  remove(widget: string): void;
};

export type Solving = {
  action: string;
  /** Where a provider's own widget may stand. */
  container: HTMLElement;
  signal: AbortSignal;
};

/** Fetches a challenge and has it passed; answers what the form sends. Throws when that is not possible now. */
export async function solveCaptcha({ action, container, signal }: Solving): Promise<string> {
  const answer = await fetch(`/api/captcha?${new URLSearchParams({ action }).toString()}`, { signal });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const challenge = (await answer.json()) as Challenge;
  if (challenge.kind === "proof-of-work") return await solveProofOfWork(challenge.challenge, signal);
  return await passTurnstile(challenge, container, signal);
}

async function passTurnstile(
  { siteKey, action }: { siteKey: string; action: string },
  container: HTMLElement,
  signal: AbortSignal,
): Promise<string> {
  const turnstile = await loadTurnstile();
  return await new Promise((resolve, reject) => {
    const widget = turnstile.render(container, {
      sitekey: siteKey,
      action,
      theme: "auto",
      size: "flexible",
      "response-field": false,
      callback: resolve,
      "error-callback": () => reject(new Error("the widget failed")),
      "expired-callback": () => reject(new Error("the widget expired")),
    });
    signal.addEventListener("abort", () => {
      turnstile.remove(widget);
      reject(new Error("no longer wanted"));
    });
  });
}

const turnstileScript = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

async function loadTurnstile(): Promise<Turnstile> {
  const page = window as typeof window & { turnstile?: Turnstile };
  if (!page.turnstile) {
    await new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: turnstileScript, async: true });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error("the widget did not load")));
      document.head.append(script);
    });
  }
  if (!page.turnstile) throw new Error("the widget did not load");
  return page.turnstile;
}
