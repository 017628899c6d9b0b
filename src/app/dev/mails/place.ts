import { sampleMails, type SampleMail } from "@/local/sample-mails";

export const schemes = ["light", "dark"] as const;
export const shapes = ["desk", "phone", "text"] as const;

/** What is looked at and how; all of it is in the address, so that plain links are enough. */
export type PreviewPlace = { mail: string; scheme: (typeof schemes)[number]; shape: (typeof shapes)[number] };

export function readPlace(params: Readonly<Record<string, string | string[] | undefined>>): PreviewPlace {
  const first = sampleMails[0];
  return {
    mail: sampleMails.map(slugOf).find((slug) => slug === params["mail"]) ?? (first ? slugOf(first) : ""),
    scheme: schemes.find((scheme) => scheme === params["scheme"]) ?? "light",
    shape: shapes.find((shape) => shape === params["shape"]) ?? "desk",
  };
}

export function hrefOf({ mail, scheme, shape }: PreviewPlace): string {
  return `/dev/mails?${new URLSearchParams({ mail, scheme, shape }).toString()}`;
}

/** "verification-link" or "verification-link--asked-for-in-another-browser". */
export function slugOf({ name, state }: Pick<SampleMail, "name" | "state">): string {
  return state === undefined ? name : `${name}--${state.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}
