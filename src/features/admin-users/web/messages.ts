import type { ActRefusal } from "../act-on-user";

const refusals: Record<ActRefusal["reason"], string> = {
  unknown: "This account is no longer there.",
  own_account: "Nobody does this to their own account. Another administrator can.",
  last_administrator: "There would be no administrator left who can sign in. Make somebody else one first.",
  changed: "Something has changed meanwhile, so nothing was done. Reload the page and look again.",
  capped: "Enough such mails went to this address within the hour. Nothing was sent.",
};

export function actRefusal({ reason }: ActRefusal): string {
  return refusals[reason];
}
