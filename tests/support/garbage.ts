import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Runs while garbage is collected all the time, for what a busy server loses by it now and then. */
export async function amongGarbageCollections<Result>(run: () => Promise<Result>): Promise<Result> {
  const collecting = setInterval(collectGarbage, 10);
  try {
    return await run();
  } finally {
    clearInterval(collecting);
  }
}
