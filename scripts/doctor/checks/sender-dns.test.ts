import { describe } from "vitest";
import { itFinds } from "../../../tests/support/doctor-look";
import { mx, txt } from "../../../tests/support/doctor-plants";
import { dkimKey, domain } from "../../../tests/support/doctor-setup";

const spf = `send.${domain}`;
const dkim = `resend._domainkey.${domain}`;
const dmarc = `_dmarc.${domain}`;

describe("the doctor's look at the sender's DNS", () => {
  itFinds([
    ["no SPF", ["spf.missing"], txt(spf)],
    ["two SPF records", ["spf.doubled"], txt(spf, "v=spf1 include:amazonses.com ~all", "v=spf1 ~all")],
    ["SPF without the provider", ["spf.provider"], txt(spf, "v=spf1 ip4:192.0.2.1 -all")],
    ["SPF for everybody", ["spf.everybody"], txt(spf, "v=spf1 include:amazonses.com all")],
    ["SPF without an end", ["spf.neutral"], txt(spf, "v=spf1 include:amazonses.com")],
    [
      "SPF that includes nothing",
      ["spf.include"],
      txt(spf, "v=spf1 include:amazonses.com include:gone.example.net ~all"),
    ],
    [
      "SPF with too many look-ups",
      ["spf.lookups"],
      txt(spf, `v=spf1 include:amazonses.com${" a:h.example.net".repeat(10)} ~all`),
    ],
    ["SPF in a circle", ["spf.lookups"], txt("amazonses.com", `v=spf1 include:${spf} -all`)],
    ["no DKIM key", ["dkim.missing"], txt(dkim)],
    ["a revoked DKIM key", ["dkim.revoked"], txt(dkim, "v=DKIM1; p=")],
    ["a cut DKIM key", ["dkim.unreadable"], txt(dkim, `p=${dkimKey(1024).slice(0, 100)}`)],
    ["a short DKIM key", ["dkim.short"], txt(dkim, `p=${dkimKey(512)}`)],
    ["two DKIM keys", ["dkim.doubled"], txt(dkim, `p=${dkimKey(1024)}`, `p=${dkimKey(1024)}`)],
    ["a DKIM key for tests", ["dkim.testing"], txt(dkim, `t=y; p=${dkimKey(1024)}`)],
    ["no DMARC", ["dmarc.missing"], txt("_dmarc.example.com")],
    ["two DMARC records", ["dmarc.doubled"], txt(dmarc, "v=DMARC1; p=none", "v=DMARC1; p=reject")],
    ["DMARC without a policy", ["dmarc.policy"], txt(dmarc, "v=DMARC1; rua=mailto:a@example.com")],
    ["DMARC that asks for nothing", ["dmarc.none"], txt(dmarc, "v=DMARC1; p=none; rua=mailto:a@example.com")],
    [
      "DMARC that asks nothing of subdomains",
      ["dmarc.none"],
      txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none; rua=mailto:a@example.com"),
    ],
    ["DMARC without reports", ["dmarc.reports"], txt(dmarc, "v=DMARC1; p=reject")],
    ["nobody for replies", ["mx.replies"], mx(domain)],
    ["an MX that says that there is none", ["mx.replies"], mx(domain, "")],
    ["nobody for bounces", ["mx.bounces"], mx(`send.${domain}`)],
  ]);
});
