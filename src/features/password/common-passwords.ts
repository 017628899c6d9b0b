// cspell:ignoreRegExp [а-я]{20,}
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { plainly } from "./plain-letters";
import { passwordMaxLength } from "./policy";

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "абвгдежзийклмнопрстуфхцчшщъыьэюя",
  "йцукенгшщзхъфывапролджэячсмитьбю",
];

/**
 * So much of a password is compared, in halves of characters: all of one whose letters stand for themselves. A few letters stand for up to
 * eighteen others, and a password of nothing else would hold up everybody for as many times as long.
 */
const comparedMax = 2 * passwordMaxLength;

type Lists = { common: ReadonlySet<string>; longest: number; neighbours: ReadonlySet<string> };

let lists: Lists | undefined;

/**
 * Whether a guesser tries this password early: a listed one, two listed ones in a row, a short piece said again and again, a run along
 * the alphabet or the keyboard, or one of these dressed up with capitals and digits and marks at its ends.
 * The list is that of the zxcvbn project, offline, with tens of thousands of leaked passwords.
 */
export function isCommonPassword(password: string): boolean {
  lists ??= buildLists();
  const whole = password.normalize("NFKC").toLowerCase();
  // A cut may end within the piece.
  if (isRepetition(whole)) return true;
  const plain = whole.slice(0, comparedMax);
  for (const form of [plain, plain.replace(/([\x20-\x40[-`{-~])\1+/g, "$1"), plain.replace(/[\s._-]+/g, "")]) {
    for (const stem of stemsOf(form)) if (isPredictable(stem, lists)) return true;
  }
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
  const listed = dictionary["passwords-common"];
  const longest = listed.reduce((length, entry) => Math.max(length, entry.length), 0);
  return { common: new Set(listed), longest, neighbours };
}

/** The text without up to four digits, blanks and marks at either end, each also with letters for the digits and marks inside. */
function stemsOf(text: string): Set<string> {
  const head = /^[\x20-\x40[-`{-~]{0,4}/.exec(text)?.[0].length ?? 0;
  const tail = /[\x20-\x40[-`{-~]{0,4}$/.exec(text)?.[0].length ?? 0;
  const stems = new Set<string>();
  for (let from = 0; from <= head; from++) {
    for (let cut = 0; cut <= tail; cut++) stems.add(text.slice(from, Math.max(from, text.length - cut)));
  }
  for (const stem of [...stems]) stems.add(plainly(stem));
  return stems;
}

function isPredictable(text: string, lists: Lists): boolean {
  return lists.common.has(text) || isRepetition(text) || isRun(text, lists.neighbours) || isTwoListed(text, lists);
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

/** Either half may have digits and marks for letters. */
function isTwoListed(text: string, { common, longest }: Lists): boolean {
  if (text.length > 2 * longest) return false;
  const folded = plainly(text);
  const isListed = (from: number, to: number) => common.has(text.slice(from, to)) || common.has(folded.slice(from, to));
  for (let cut = 3; cut <= text.length - 3; cut++) {
    if (isListed(0, cut) && isListed(cut, text.length)) return true;
  }
  return false;
}
