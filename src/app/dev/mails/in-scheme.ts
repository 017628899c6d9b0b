/** The HTML as a reader shows it who prefers this scheme, whatever the developer's own machine prefers. */
export function inScheme(html: string, scheme: "light" | "dark"): string {
  return html
    .replaceAll("@media (prefers-color-scheme: dark)", scheme === "dark" ? "@media all" : "@media not all")
    .replace(/(color-schemes?: |content=")light dark/g, `$1${scheme}`);
}
