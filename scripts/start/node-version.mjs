/* Written in old syntax on purpose: an old Node has to be able to read it. */

const oldest = { major: 20, minor: 19 };

/**
 * One sentence when this Node cannot run the app, or null.
 *
 * @param {string} version such as "22.4.1"
 * @returns {string | null}
 */
export function nodeVersionFault(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return null;
  return `Latchkey needs Node ${oldest.major}.${oldest.minor} or newer, and this is ${version}: install Node 24 from https://nodejs.org.`;
}
