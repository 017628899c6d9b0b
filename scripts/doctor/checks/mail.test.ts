import { describe } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { itFinds } from "../../../tests/support/doctor-look";
import { domains, set } from "../../../tests/support/doctor-plants";
import { domain } from "../../../tests/support/doctor-setup";

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
  ]);
});
