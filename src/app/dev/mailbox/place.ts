const views = ["html", "text", "headers"] as const;
export type MailboxView = (typeof views)[number];

/** Where in the mailbox one is; all of it is in the address, so that plain links are enough. */
export type MailboxPlace = { to: string; id: string; view: MailboxView };

export type MailboxSearchParams = Record<string, string | string[] | undefined>;

export function readPlace(params: MailboxSearchParams): MailboxPlace {
  const text = (name: string) => (typeof params[name] === "string" ? params[name] : "");
  return { to: text("to"), id: text("id"), view: views.find((view) => view === params["view"]) ?? "html" };
}

export function hrefOf({ to, id, view }: MailboxPlace): string {
  const query = new URLSearchParams();
  if (to) query.set("to", to);
  if (id) query.set("id", id);
  if (id && view !== "html") query.set("view", view);
  return query.size === 0 ? "/dev/mailbox" : `/dev/mailbox?${query.toString()}`;
}
