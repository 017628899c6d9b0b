import type { Dns } from "../dns";

/** RFC 7208, 4.6.4: with more the record counts as an error. */
const mostLookups = 10;

export type WalkedSpf = {
  /** Why receivers would take the record for an error, or find none. */
  faults: { code: "missing" | "doubled" | "lookups" | "include"; sentence: string }[];
  /** How often a receiver asks DNS again. */
  lookups: number;
  /** Domains that are included, those in includes too. */
  includes: string[];
  /** What the record says of everybody else; null where it says nothing. */
  all: "+" | "-" | "~" | "?" | null;
};

/** Reads a domain's SPF record with all that it includes, as a receiver would. */
export async function walkSpf(dns: Dns, domain: string): Promise<WalkedSpf> {
  const walked: WalkedSpf = { faults: [], lookups: 0, includes: [], all: null };
  walked.all = await walk(dns, domain, walked, true);
  if (walked.lookups > mostLookups) {
    const sentence = `SPF of ${domain} asks DNS more than ${mostLookups} times, which receivers take for an error`;
    walked.faults.push({ code: "lookups", sentence });
  }
  return walked;
}

async function walk(dns: Dns, domain: string, walked: WalkedSpf, isFirst: boolean): Promise<WalkedSpf["all"]> {
  const records = (await dns.txt(domain)).filter((record) => /^v=spf1(\s|$)/i.test(record));
  if (records.length !== 1) {
    walked.faults.push(recordFault(domain, records.length, isFirst));
    return null;
  }
  let all: WalkedSpf["all"] = null;
  let redirect: string | null = null;
  for (const term of (records[0] ?? "").toLowerCase().split(/\s+/).slice(1)) {
    const [, sign = "", name = "", value = ""] = /^([-+~?]?)(\w+)[:=]?(.*)$/.exec(term) ?? [];
    if (name === "all") all = (sign || "+") as "+" | "-" | "~" | "?";
    if (name === "redirect") redirect = value;
    if (/^(include|a|mx|ptr|exists|redirect)$/.test(name)) walked.lookups += 1;
    if (walked.lookups > mostLookups) return all;
    if (name === "include") {
      walked.includes.push(value);
      await walk(dns, value, walked, false);
    }
  }
  return all === null && redirect !== null ? await walk(dns, redirect, walked, false) : all;
}

function recordFault(domain: string, count: number, isFirst: boolean): WalkedSpf["faults"][number] {
  if (count > 1) return { code: "doubled", sentence: `${domain} has ${count} SPF records, which count as an error` };
  if (isFirst) return { code: "missing", sentence: `${domain} has no SPF record: nobody is allowed to send for it` };
  return {
    code: "include",
    sentence: `${domain}, which SPF includes, has no SPF record, and so the whole is an error`,
  };
}
