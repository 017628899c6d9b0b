import { describe } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { itFinds } from "../../../tests/support/doctor-look";
import { domains, set } from "../../../tests/support/doctor-plants";
import { domain, type DoctorSetup } from "../../../tests/support/doctor-setup";
import { startSmtp } from "../../../tests/support/doctor-smtp";

describe("the doctor's look at the mail driver", () => {
  itFinds([
    ["a refused key", ["mail.key"], domains(401, { name: "validation_error" })],
    [
      "a mail provider that is away",
      ["mail.away"],
      async ({ options: { source } }) => {
        source["RESEND_BASE_URL"] = `http://127.0.0.1:${await freePort()}`;
      },
    ],
    ["a mail provider that fails", ["mail.failing"], domains(500, {})],
    ["a sender that is no address", ["sender.address"], set("EMAIL_FROM", "Latchkey")],
    ["a sender whose domain is not known", ["sender.unknown"], domains(200, { data: [] })],
    [
      "a sender whose domain is not verified",
      ["sender.unverified"],
      domains(200, { data: [{ name: domain, status: "pending" }] }),
    ],
    ["a webhook without a secret", ["webhook.missing"], set("RESEND_WEBHOOK_SECRET", undefined)],
    [
      "a test mail that is refused",
      ["test-mail.refused"],
      ({ options, resend: { answers } }) => {
        options.mailTo = "ada@example.com";
        answers.set("/emails", { status: 403, body: { statusCode: 403, name: "invalid_from", message: "no" } });
      },
    ],
    ["a mail server that refuses the password", ["mail.auth"], overSmtp("wrong")],
    [
      "a mail server's domain without SPF",
      ["spf.missing"],
      async (setup) => {
        await overSmtp("right")(setup);
        setup.dns.zone.txt.delete(domain);
      },
    ],
  ]);
});

/** The app's own mail server in the place of Resend. */
function overSmtp(password: string) {
  return async ({ options, dns, onClose }: DoctorSetup): Promise<void> => {
    const SMTP_URL = `smtp://app:${password}@127.0.0.1:${await startSmtp(onClose)}`;
    Object.assign(options.source, { SMTP_URL, RESEND_API_KEY: "", RESEND_BASE_URL: "", RESEND_WEBHOOK_SECRET: "" });
    dns.zone.txt.set(domain, ["v=spf1 mx ~all"]);
  };
}
