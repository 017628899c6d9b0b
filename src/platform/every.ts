/**
 * Begins a run of what stands beside the requests each time the interval is over, unless the last run is still under way: a slow
 * database would otherwise be asked by more runs each second, until they hold every connection and write the same twice.
 */
export function every(ms: number, work: () => Promise<void>): void {
  let isUnderWay = false;
  setInterval(() => {
    if (isUnderWay) return;
    isUnderWay = true;
    void work().finally(() => (isUnderWay = false));
  }, ms).unref();
}
