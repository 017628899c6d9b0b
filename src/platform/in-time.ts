export class TimeoutError extends Error {
  override name = "TimeoutError";
  override message = "timeout";
}

/** Gives up what says nothing for so long, for not every client keeps its own deadline. */
export async function inTime<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
