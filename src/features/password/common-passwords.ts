// cspell:ignoreRegExp [а-я]{20,}
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { plainly } from "./plain-letters";

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "абвгдежзийклмнопрстуфхцчшщъыьэюя",
  "йцукенгшщзхъфывапролджэячсмитьбю",
];

type Lists = { common: ReadonlySet<string>; neighbours: ReadonlySet<string> };

let lists: Lists | undefined;

/**
 * Whether a guesser tries this password early: a listed one, two listed ones in a row, a short piece said again and again, a run along
 * the alphabet or the keyboard, or one of these dressed up with capitals and digits and marks at its ends.
 * The list is that of the zxcvbn project, offline, with tens of thousands of leaked passwords.
 */
export function isCommonPassword(password: string): boolean {
  lists ??= buildLists();
  const plain = password.normalize("NFKC").toLowerCase();
  const unpadded = withoutPadding(plain.replace(/([\x20-\x40[-`{-~])\1+/g, "$1"));
  const variants = new Set([
    plain,
    withoutPadding(plain),
    unpadded,
    plain.replace(/[\s._-]+/g, ""),
    plainly(plain),
    plainly(unpadded),
  ]);
  for (const variant of variants) if (isPredictable(variant, lists)) return true;
  return false;
}

/** Built at the first password that is checked, for most processes check none. */
function buildLists(): Lists {
  const neighbours = new Set<string>();
  const join = (a: string, b: string) => neighbours.add(a + b).add(b + a);
  for (const row of rows) {
    for (let index = 1; index < row.length; index++) join(row.charAt(index - 1), row.charAt(index));
  }
  const keyboards: Readonly<Record<string, readonly (string | null)[]>>[] = Object.values(adjacencyGraphs);
  for (const keyboard of keyboards) {
    for (const [key, around] of Object.entries(keyboard)) {
      for (const neighbour of around.flatMap((keys) => Array.from(keys ?? ""))) join(key, neighbour);
    }
  }
  return { common: new Set(dictionary["passwords-common"]), neighbours };
}

/** Without up to four digits, blanks and marks at either end. */
function withoutPadding(text: string): string {
  return text.replace(/^[\x20-\x40[-`{-~]{1,4}|[\x20-\x40[-`{-~]{1,4}$/g, "");
}

function isPredictable(text: string, { common, neighbours }: Lists): boolean {
  return common.has(text) || isRepetition(text) || isRun(text, neighbours) || isTwoListed(text, common);
}

function isRepetition(text: string): boolean {
  return /^(.{1,12}?)\1+$/su.test(text) || new Set(text).size <= 3;
}

/** Every step goes to a neighbour on the alphabet or a keyboard, or stays; a few jumps at the ends of the rows do not make it a secret. */
function isRun(text: string, neighbours: ReadonlySet<string>): boolean {
  let jumps = 0;
  for (let index = 1; index < text.length; index++) {
    const [from, to] = [text.charAt(index - 1), text.charAt(index)];
    if (from !== to && !neighbours.has(from + to)) jumps += 1;
    if (jumps > text.length / 8) return false;
  }
  return true;
}

function isTwoListed(text: string, common: ReadonlySet<string>): boolean {
  for (let cut = 3; cut <= text.length - 3; cut++) {
    if (common.has(text.slice(0, cut)) && common.has(text.slice(cut))) return true;
  }
  return false;
}
