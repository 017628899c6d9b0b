/**
 * A text as HTML that shows it letter by letter.
 * @param {string} text
 * @returns {string}
 */
export function asTyped(text) {
  return `<pre tabindex="0">${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</pre>`;
}
