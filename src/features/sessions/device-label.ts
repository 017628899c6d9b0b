import Bowser from "bowser";

/** What a session's owner knows it by. `place` is the client's address without its last part. */
export type Device = { label: string; place: string | null };

const labelMaxLength = 60;

/** Where Bowser knows no browser, it answers with the header's own first words. The last two it knows, and leaves out of its list. */
const browserNames: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), "Miui", "Opera Touch"]);
const osNames: ReadonlySet<string> = new Set(Object.values(Bowser.OS_MAP));

/** A browser's header in words, such as "Firefox on Linux". Only known names come out, never the header's own text. */
export function deviceLabel(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500));
  const browserName = browser.name && browserNames.has(browser.name) ? browser.name : null;
  const osName = os.name && osNames.has(os.name) ? os.name : null;
  const label = browserName && osName ? `${browserName} on ${osName}` : (browserName ?? osName ?? "Unknown device");
  return label.slice(0, labelMaxLength);
}

/** The network that an address belongs to: enough to recognise a session by, too little to follow a person with. */
export function placeOf(address: string): string | null {
  const [, ipv4] = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(address) ?? [];
  if (ipv4) return `${ipv4}.x`;
  const groups = address.split("/")[0]?.split(":") ?? [];
  return groups.length > 2 ? `${groups.slice(0, 3).join(":")}:…` : null;
}
