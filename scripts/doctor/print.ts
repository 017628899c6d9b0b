import { catalogue, type CheckId } from "./catalogue";
import type { Finding, Level } from "./finding";

const marks: Readonly<Record<Level, { mark: string; colour: number }>> = {
  good: { mark: "✓", colour: 32 },
  note: { mark: "·", colour: 36 },
  skipped: { mark: "·", colour: 90 },
  warning: { mark: "!", colour: 33 },
  fault: { mark: "✗", colour: 31 },
};

const grey = 90;
const bold = 1;

type Report = { title: string; findings: readonly Finding[]; colour: boolean };

/** One line each, by groups; what was not looked at for one reason shares a line. */
export function asText({ title, findings, colour }: Report): string {
  const paint = (code: number, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const width = Math.max(...Object.values(catalogue).map(({ looksAt }) => looksAt.length));
  const line = ({ level, sentence, remedy }: Omit<Finding, "id">, what: string) => {
    const { mark, colour: code } = marks[level];
    const said = level === "skipped" ? paint(grey, sentence) : sentence;
    return `  ${paint(code, mark)} ${what.padEnd(width)}  ${said}${remedy === undefined ? "" : ` ${paint(grey, "→")} ${remedy}`}`;
  };
  const groups = [...new Set(findings.map(groupOf))].map((group) => {
    const members = findings.filter((finding) => groupOf(finding) === group);
    const looked = members
      .filter(({ level }) => level !== "skipped")
      .map((finding) => line(finding, catalogueOf(finding).looksAt));
    return [paint(bold, group), ...looked, ...skippedLines(members, line)].join("\n");
  });
  return [paint(bold, title), ...groups, summary(findings, paint)].join("\n\n");
}

function skippedLines(
  members: readonly Finding[],
  line: (finding: Omit<Finding, "id">, what: string) => string,
): string[] {
  const left = members.filter(({ level }) => level === "skipped");
  const reasons = [...new Set(left.map(({ sentence }) => sentence))];
  return reasons.map((reason) => {
    const names = left.filter(({ sentence }) => sentence === reason).map((finding) => catalogueOf(finding).looksAt);
    return line({ level: "skipped", sentence: `${names.join(", ")}: ${reason}` }, "not looked at");
  });
}

function summary(findings: readonly Finding[], paint: (code: number, text: string) => string): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [faults, warnings] = [count("fault"), count("warning")];
  const plural = (many: number, what: string) => `${many} ${what}${many === 1 ? "" : "s"}`;
  if (faults > 0) return paint(marks.fault.colour, `${plural(faults, "fault")}, ${plural(warnings, "warning")}.`);
  if (warnings > 0) return paint(marks.warning.colour, `No fault, ${plural(warnings, "warning")}.`);
  return paint(marks.good.colour, "Nothing wrong was found.");
}

/** For machines: `ok` is false where the exit code is 1. */
export function asJson({ title, findings }: Omit<Report, "colour">): string {
  const all = findings.map((finding) => ({
    ...finding,
    group: groupOf(finding),
    looksAt: catalogueOf(finding).looksAt,
  }));
  return JSON.stringify({ title, ok: isHealthy(findings), findings: all }, null, 2);
}

export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level !== "fault");
}

function catalogueOf({ id }: Finding): (typeof catalogue)[CheckId] {
  return catalogue[id.split(".")[0] as CheckId];
}

function groupOf(finding: Finding): string {
  return catalogueOf(finding).group;
}
