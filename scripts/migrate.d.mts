export function migrate(options: {
  connectionString: string;
  log?: (line: string) => void;
  allowBaseline?: boolean;
  migrationsDir?: URL;
}): Promise<{ applied: string[] }>;
