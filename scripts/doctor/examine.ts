import type { CheckId } from "./catalogue";
import { catalogue } from "./catalogue";
import { checks, type Check } from "./checks";
import type { Context } from "./context";
import { fault, type Finding } from "./finding";

/** How long one check may take. All run at once, so this bounds the whole as well. */
export const checkMs = 3_000;

/** Runs every check, whatever becomes of the others, and answers in the order of the catalogue. */
export async function examine(context: Context): Promise<Finding[]> {
  const ids = Object.keys(catalogue) as CheckId[];
  const found = await Promise.all(ids.map((id) => bounded(id, checks[id], context)));
  return found.flat();
}

async function bounded(id: CheckId, check: Check, context: Context): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([hung(id)]), checkMs);
  });
  try {
    return await Promise.race([late, Promise.resolve(check(context))]);
  } catch (error) {
    return [broken(id, error)];
  } finally {
    clearTimeout(timer);
  }
}

function hung(id: CheckId): Finding {
  const sentence = `no answer within ${checkMs / 1000} seconds`;
  return fault({ id: `${id}.timeout`, sentence, remedy: "Look whether what it asks is overloaded or cut off." });
}

/** The error's own text might hold what was sent, so only its kind is told. */
function broken(id: CheckId, error: unknown): Finding {
  const kind = error instanceof Error ? error.name : "error";
  const code = error instanceof Error && "code" in error ? ` ${String(error.code)}` : "";
  return fault({
    id: `${id}.broken`,
    sentence: `could not be looked at (${kind}${code})`,
    remedy: "Look at it by hand.",
  });
}
