import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

const common = new Set(dictionary["passwords-common"]);

const keyboards: Readonly<Record<string, readonly (string | null)[]>>[] = Object.values(adjacencyGraphs);
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
];

/**
 * Whether a guesser tries this password early: a listed one, two listed ones in a row, a short piece said again and again, a run along
 * the alphabet or the keyboard, or one of these dressed up with capitals and a tail of digits and marks.
 * The list is that of the zxcvbn project, offline, with tens of thousands of leaked passwords.
 */
export function isCommonPassword(password: string): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  const bare = plain.replace(/^[\d\W_]{0,4}(?=\w)|[\d\W_]{1,4}$/gu, "");
  return [plain, bare, plain.replace(/[\s._-]+/g, "")].some(isPredictable);
}

function isPredictable(text: string): boolean {
  return common.has(text) || isRepetition(text) || isRun(text) || isTwoListed(text);
}

function isRepetition(text: string): boolean {
  return (text.length > 0 && /^(.{1,12}?)\1+$/su.test(text)) || new Set(text).size <= 3;
}

/** Every step goes to a neighbour on the alphabet or a keyboard, or stays; a few jumps at the ends of the rows do not make it a secret. */
function isRun(text: string): boolean {
  let jumps = 0;
  for (let index = 1; index < text.length; index++) {
    if (!areNeighbours(text[index - 1] ?? "", text[index] ?? "")) jumps += 1;
  }
  return jumps <= text.length / 8;
}

function areNeighbours(a: string, b: string): boolean {
  if (a === b) return true;
  if (rows.some((row) => row.includes(a + b) || row.includes(b + a))) return true;
  return keyboards.some((keyboard) => keyboard[a]?.some((keys) => keys?.includes(b)) ?? false);
}

function isTwoListed(text: string): boolean {
  for (let cut = 3; cut <= text.length - 3; cut++) {
    if (common.has(text.slice(0, cut)) && common.has(text.slice(cut))) return true;
  }
  return false;
}
