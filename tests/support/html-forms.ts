export type HtmlForm = {
  action: string;
  method: string;
  /** In the order of the page, with the values that it came with. */
  fields: [name: string, value: string][];
  /** Submit buttons that carry a value of their own. */
  buttons: { name: string; value: string; text: string }[];
  text: string;
};

/** The forms of a page, as a browser without scripts sees them. Reads what React renders, no more. */
export function formsIn(html: string): HtmlForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = "", inner = ""]) => {
    const attributes = attributesOf(tag);
    return {
      action: attributes.get("action") ?? "",
      method: (attributes.get("method") ?? "get").toLowerCase(),
      fields: fieldsOf(inner),
      buttons: [...inner.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].map(([, button = "", label = ""]) => ({
        name: attributesOf(button).get("name") ?? "",
        value: attributesOf(button).get("value") ?? "",
        text: visibleText(label),
      })),
      text: visibleText(inner),
    };
  });
}

/** The words a reader sees. */
export function visibleText(html: string): string {
  const shown = html.replace(/<(script|style|template|head)\b[\s\S]*?<\/\1>/g, " ").replace(/<!--[\s\S]*?-->/g, "");
  return decode(shown.replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
}

function fieldsOf(html: string): [string, string][] {
  const fields: [string, string][] = [];
  const controls = html.matchAll(/<input\b([^>]*?)\/?>|<textarea\b([^>]*)>([^<]*)<\/textarea>/g);
  for (const [, input, area = "", typed] of controls) {
    const attributes = attributesOf(input ?? area);
    const name = attributes.get("name");
    const unchecked = /^(checkbox|radio)$/.test(attributes.get("type") ?? "") && !attributes.has("checked");
    // A line break right after the tag is no part of what was typed.
    const value = typed === undefined ? attributes.get("value") : decode(typed.replace(/^\n/, ""));
    if (name !== undefined && !unchecked) fields.push([name, value ?? ""]);
  }
  return fields;
}

function attributesOf(tag: string): Map<string, string> {
  const found = tag.matchAll(/([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g);
  return new Map(
    [...found].map(([, name = "", double, single]) => [name.toLowerCase(), decode(double ?? single ?? "")]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
}
