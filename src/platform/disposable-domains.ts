import { domainToASCII } from "node:url";
import { disposableEmailBlocklist } from "disposable-email-domains-js";
import type { DisposableDomains } from "@/core/deps";

let listed: ReadonlySet<string> | undefined;

/** The list of the disposable-email-domains project, offline and as old as the package; each domain of it with its subdomains. */
export const disposableDomains: DisposableDomains = {
  includes(email) {
    // Read at the first sign-up, for most processes see none.
    listed ??= new Set(disposableEmailBlocklist().map((domain) => domainToASCII(domain)));
    const labels = email.slice(email.lastIndexOf("@") + 1).split(".");
    return labels.some((_, index) => listed?.has(labels.slice(index).join(".")));
  },
};

/** What is used where every domain may sign up. */
export const noDisposableDomains: DisposableDomains = { includes: () => false };
