/** Joiners, fillers, selectors of variants, marks of direction: of two texts that differ by them alone, nobody sees which is which. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

// Of one language everywhere, so that the browser's hint and the server count alike.
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader sees of a text; a guesser needs no more of it. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, "");
}

/** How many characters people count: a letter with its marks is one, a family of emoji is one, and what nobody sees is none. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const { segment } of graphemes.segment(text.normalize("NFC"))) if (withoutInvisible(segment) !== "") count += 1;
  return count;
}
