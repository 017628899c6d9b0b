import type { ChartColor } from "@/ui/bar-chart";

const own: Readonly<Record<string, ChartColor>> = { password: 1, google: 2, github: 3 };

/** A colour for each way in, the same in every period for those that we know, whichever is used most; others take what is left. */
export function methodColors(methods: readonly string[]): Map<string, ChartColor> {
  const taken = new Set(methods.map((method) => own[method]));
  const free = ([1, 2, 3, 4] as const).filter((color) => !taken.has(color));
  return new Map(methods.map((method) => [method, own[method] ?? free.shift() ?? 4]));
}
