export const appSources: readonly string[];
export function filesUnder(entry: string): Promise<string[]>;
export function linkTree(from: string, to: string): Promise<void>;
