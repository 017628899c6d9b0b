import { createPublicKey } from "node:crypto";
import type { CheckId } from "../catalogue";
import type { Context } from "../context";
import { DnsError, openDns, type Dns } from "../dns";
import { fault, good, note, orGood, skipped, warning, type Finding } from "../finding";
import { senderDomain, usesResend } from "./mail";
import { walkSpf } from "./spf";

const resendSelector = "resend";

/** RFC 8301: receivers must not take shorter RSA keys. */
const shortestKeyBits = 1024;

/** What a check of the sender's records asks about. */
type Sender = {
  domain: string;
  /** Where bounces go, which is whose SPF record counts: at Resend a subdomain. */
  returnPath: string;
  selector: string | null;
  resend: boolean;
  dns: Dns;
};

async function onSender(
  context: Context,
  id: CheckId,
  look: (sender: Sender) => Promise<Finding[]>,
): Promise<Finding[]> {
  const domain = senderDomain(context);
  const resend = usesResend(context);
  if (context.mode === "local" && !resend) return [skipped(id, "no mail leaves this machine")];
  if (domain === null) return [skipped(id, "EMAIL_FROM holds no address")];
  const returnPath = resend ? `${context.returnPath}.${domain}` : domain;
  const selector = context.dkimSelector ?? (resend ? resendSelector : null);
  try {
    return await look({ domain, returnPath, selector, resend, dns: openDns(context.dnsServers) });
  } catch (error) {
    if (!(error instanceof DnsError)) throw error;
    const sentence = `the name servers do not answer (${error.message})`;
    return [warning({ id: `${id}.dns`, sentence, remedy: "Open the way to DNS, or ask again from elsewhere." })];
  }
}

export function checkSpf(context: Context): Promise<Finding[]> {
  return onSender(context, "spf", async ({ returnPath, resend, dns }) => {
    const walked = await walkSpf(dns, returnPath);
    const provider = resend ? "include:amazonses.com" : "your mail server";
    const example = `"v=spf1 ${provider} ~all" as TXT of ${returnPath}`;
    const broken = walked.faults.map(({ code, sentence }) =>
      fault({ id: `spf.${code}`, sentence, remedy: `Make it one record: ${example}.` }),
    );
    if (broken.length > 0) return broken;
    const found: Finding[] = [];
    if (resend && !walked.includes.some((name) => /(^|\.)amazonses\.com$/.test(name))) {
      const sentence = `${returnPath} does not allow Resend, which sends through amazonses.com`;
      found.push(fault({ id: "spf.provider", sentence, remedy: `Set ${example}.` }));
    }
    if (walked.all === "+") {
      const sentence = `${returnPath} allows everybody to send (+all)`;
      found.push(fault({ id: "spf.everybody", sentence, remedy: "End the record with ~all or -all." }));
    }
    if (walked.all === "?" || walked.all === null) {
      const sentence = `${returnPath} says nothing about who else may send`;
      found.push(warning({ id: "spf.neutral", sentence, remedy: "End the record with ~all or -all." }));
    }
    return orGood(found, "spf", `${returnPath}: one record, ${walked.lookups} of 10 look-ups`);
  });
}

export function checkDkim(context: Context): Promise<Finding[]> {
  return onSender(context, "dkim", async ({ domain, selector, dns }) => {
    if (selector === null) return [note("dkim.selector", "say --dkim-selector=<name> to have the key looked at")];
    const name = `${selector}._domainkey.${domain}`;
    const records = (await dns.txt(name)).filter((record) => /(^|;)\s*p\s*=/.test(record));
    if (records.length === 0) {
      const sentence = `${name} has no key: nobody can check the signature of your mails`;
      return [fault({ id: "dkim.missing", sentence, remedy: "Set the record that your mail provider shows." })];
    }
    if (records.length > 1) {
      const sentence = `${name} has ${records.length} keys, and receivers take any of them`;
      return [fault({ id: "dkim.doubled", sentence, remedy: "Leave the one that your mail provider shows." })];
    }
    return judgeKey(name, tagsOf(records[0] ?? ""));
  });
}

function judgeKey(name: string, tags: ReadonlyMap<string, string>): Finding[] {
  const key = (tags.get("p") ?? "").replace(/\s/g, "");
  if (key === "") {
    const sentence = `the key of ${name} is revoked (p= is empty)`;
    return [fault({ id: "dkim.revoked", sentence, remedy: "Set the record that your mail provider shows." })];
  }
  const bits = keyBits(key, tags.get("k") ?? "rsa");
  if (bits === null) {
    const sentence = `the key of ${name} cannot be read`;
    return [
      fault({ id: "dkim.unreadable", sentence, remedy: "Copy the record anew: it may be cut, or have blanks in it." }),
    ];
  }
  if (bits !== "ed25519" && bits < shortestKeyBits) {
    const sentence = `the key of ${name} has ${bits} bits, and receivers take ${shortestKeyBits} or more`;
    return [fault({ id: "dkim.short", sentence, remedy: "Make a new one of 2048 bits." })];
  }
  if ((tags.get("t") ?? "").split(":").includes("y")) {
    const sentence = `${name} says that it is a test (t=y), so that receivers may not count it`;
    return [warning({ id: "dkim.testing", sentence, remedy: "Take t=y away." })];
  }
  return [good("dkim", `${name}: ${bits === "ed25519" ? bits : `${bits} bits`}`)];
}

function keyBits(key: string, kind: string): number | "ed25519" | null {
  const der = Buffer.from(key, "base64");
  if (kind === "ed25519") return der.length === 32 ? "ed25519" : null;
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" }).asymmetricKeyDetails?.modulusLength ?? null;
  } catch {
    return null;
  }
}

export function checkDmarc(context: Context): Promise<Finding[]> {
  return onSender(context, "dmarc", async ({ domain, returnPath, dns }) => {
    const { at, records } = await findPolicy(dns, domain);
    if (records.length === 0) {
      const sentence = `${domain} has no DMARC record: large receivers put its mails aside, and anybody can write in its name`;
      return [fault({ id: "dmarc.missing", sentence, remedy: dmarcExample(domain) })];
    }
    if (records.length > 1) {
      const sentence = `_dmarc.${at} has ${records.length} records, which count as none`;
      return [fault({ id: "dmarc.doubled", sentence, remedy: "Leave one." })];
    }
    const tags = tagsOf(records[0] ?? "");
    const policy = ((at === domain ? undefined : tags.get("sp")) ?? tags.get("p") ?? "").toLowerCase();
    if (!["none", "quarantine", "reject"].includes(policy)) {
      const sentence = `_dmarc.${at} has no policy that means anything (p=)`;
      return [fault({ id: "dmarc.policy", sentence, remedy: dmarcExample(at) })];
    }
    return orGood(
      judgePolicy(at, policy, tags),
      "dmarc",
      `p=${policy} at ${at}. ${alignment(domain, returnPath, tags)}`,
    );
  });
}

const dmarcExample = (domain: string) =>
  `Set TXT of _dmarc.${domain}: "v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}".`;

function judgePolicy(at: string, policy: string, tags: ReadonlyMap<string, string>): Finding[] {
  const found: Finding[] = [];
  if (policy === "none") {
    const sentence = `DMARC of ${at} asks for nothing (p=none): forged mails in its name are delivered`;
    found.push(
      warning({ id: "dmarc.none", sentence, remedy: "Once the reports show your own mail alone: p=quarantine." }),
    );
  }
  if (!/mailto:[^\s,]+@/i.test(tags.get("rua") ?? "")) {
    const sentence = `nobody gets the DMARC reports of ${at}`;
    found.push(warning({ id: "dmarc.reports", sentence, remedy: `Add rua=mailto:dmarc@${at}.` }));
  }
  return found;
}

/** The nearest record upwards, as receivers look for it. */
async function findPolicy(dns: Dns, domain: string): Promise<{ at: string; records: string[] }> {
  for (let at = domain; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
    const records = (await dns.txt(`_dmarc.${at}`)).filter((record) => /^v\s*=\s*DMARC1\s*(;|$)/i.test(record));
    if (records.length > 0) return { at, records };
  }
  return { at: domain, records: [] };
}

/** Which of the two proofs stand for the domain that people see. */
function alignment(domain: string, returnPath: string, tags: ReadonlyMap<string, string>): string {
  const strict = tags.get("aspf")?.toLowerCase() === "s" && returnPath !== domain;
  return strict ? "DKIM alone stands for the sender (aspf=s)" : "SPF and DKIM stand for the sender";
}

export function checkMx(context: Context): Promise<Finding[]> {
  return onSender(context, "mx", async ({ domain, returnPath, resend, dns }) => {
    const [replies, bounces] = await Promise.all([dns.mx(domain), dns.mx(returnPath)]);
    const isNone = (servers: readonly string[]) => servers.every((server) => server === "");
    const found: Finding[] = [];
    if (resend && isNone(bounces)) {
      const sentence = `${returnPath} has no mail server, so bounces get lost and Resend does not count it as verified`;
      found.push(fault({ id: "mx.bounces", sentence, remedy: "Set the MX record that Resend shows." }));
    }
    if (isNone(replies)) {
      const sentence = `${domain} takes no mail: who replies to an account's mail gets an error`;
      found.push(warning({ id: "mx.replies", sentence, remedy: `Set an MX record for ${domain}.` }));
    }
    return orGood(found, "mx", "replies and bounces arrive");
  });
}

/** `name=value` between semicolons; names in lower case. */
function tagsOf(record: string): Map<string, string> {
  const pairs = record.split(";").map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim()];
  });
  return new Map(pairs);
}
