export function migrate(options: {
  connectionString: string;
  log?: (line: string) => void;
  allowBaseline?: boolean;
  migrationsDir?: URL;
  grantTo?: string;
}): Promise<{ applied: string[] }>;
