import "./prose.css";

/** A post's text. `html` comes from `renderMarkdown` alone, which makes it harmless. */
export function Prose({ html }: { html: string }) {
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
