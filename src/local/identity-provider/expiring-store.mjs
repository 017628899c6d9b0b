/** Enough for a busy test run; a provider that is left open for weeks does not grow. */
const maxEntries = 1000;

/**
 * Values under keys that nobody can guess, each for a time. The oldest go when there are too many.
 *
 * @template Value
 * @param {{ ttlMs: number, now: () => number }} options
 */
export function createExpiringStore({ ttlMs, now }) {
  /** @type {Map<string, { value: Value, expiresAt: number }>} */
  const entries = new Map();

  return { put, find, take };

  /** @param {string} key @param {Value} value */
  function put(key, value) {
    entries.set(key, { value, expiresAt: now() + ttlMs });
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
  }

  /** @param {string | null | undefined} key @returns {Value | null} */
  function find(key) {
    const entry = entries.get(key ?? "");
    return entry && entry.expiresAt > now() ? entry.value : null;
  }

  /** Finds and forgets. @param {string | null | undefined} key @returns {Value | null} */
  function take(key) {
    const value = find(key);
    entries.delete(key ?? "");
    return value;
  }
}
