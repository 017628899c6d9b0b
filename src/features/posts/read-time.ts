import { charactersPerWord, wordsPerMinute } from "./policy";

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu;

/** How long a text takes to read, in whole minutes, at least one; null of an empty one. */
export function computeReadTime(content: string): number | null {
  if (content.trim() === "") return null;
  const characters = content.match(withoutSpaces)?.length ?? 0;
  const words = content.replace(withoutSpaces, " ").match(word)?.length ?? 0;
  return Math.max(1, Math.round((words + characters / charactersPerWord) / wordsPerMinute));
}
