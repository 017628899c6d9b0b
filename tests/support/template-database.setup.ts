import type { TestProject } from "vitest/node";
import { createTemplateDatabase, dropDatabasesOf } from "./database";

declare module "vitest" {
  interface ProvidedContext {
    templateDatabase: string;
  }
}

/** Once a run: a migrated database, of which each worker gets a clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = await createTemplateDatabase();
  project.provide("templateDatabase", template);
  return () => dropDatabasesOf(template);
}
