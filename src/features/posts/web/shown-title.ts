/** A title as pages show it: a draft may have none yet. */
export function shownTitle(title: string): string {
  return title === "" ? "Untitled" : title;
}
