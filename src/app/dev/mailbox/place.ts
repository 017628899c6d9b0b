const views = ["html", "text", "headers"] as const;
export type MailboxView = (typeof views)[number];

/** Where in the mailbox one is; all of it is in the address, so that plain links are enough. */
export type MailboxPlace = {
  /** What is searched for; empty for every message. */
  search: string;
  /** Of the open message; empty for none. */
  id: string;
  view: MailboxView;
};

export type MailboxSearchParams = Record<string, string | string[] | undefined>;

export function readPlace(params: MailboxSearchParams): MailboxPlace {
  const text = (name: string) => (typeof params[name] === "string" ? params[name] : "");
  return { search: text("search"), id: text("id"), view: views.find((view) => view === params["view"]) ?? "html" };
}

export function hrefOf({ search, id, view }: MailboxPlace): string {
  const query = new URLSearchParams();
  if (search) query.set("search", search);
  if (id) query.set("id", id);
  if (id && view !== "html") query.set("view", view);
  return query.size === 0 ? "/dev/mailbox" : `/dev/mailbox?${query.toString()}`;
}

/** Whether a message has every word that is searched for, in its address, its subject or its text. */
export function isFound(message: { to: string; subject: string; text: string }, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/);
  const searched = `${message.to}\n${message.subject}\n${message.text}`.toLowerCase();
  return words.every((word) => searched.includes(word));
}
