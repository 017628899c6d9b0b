/**
 * Forgets the first entries of a map that holds more than `max`, those used longest ago where each use sets its entry anew. Up to a tenth
 * at once: a map passes over all that was deleted at its front each time somebody asks for its first entry, so that one for each newcomer
 * would cost thousands of steps.
 */
export function makeRoom<Key>(
  map: Map<Key, unknown>,
  max: number,
  forget: (key: Key) => void = (key) => map.delete(key),
): void {
  if (map.size <= max) return;
  const kept = Math.ceil(max * 0.9);
  for (const key of map.keys()) {
    if (map.size <= kept) return;
    forget(key);
  }
}
