const lookalikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "!": "i",
  "|": "i",
  "3": "e",
  "4": "a",
  "@": "a",
  "5": "s",
  $: "s",
  "7": "t",
};

/** Lower case, without accents, and with letters for the digits and marks that stand in for them. */
export function plainly(text: string): string {
  const letters = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return letters.replace(/[01!|34@5$7]/g, (mark) => lookalikes[mark] ?? mark);
}
