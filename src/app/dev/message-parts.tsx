/** No scripts and no origin of its own. Links open in this tab, as they would leave a mail program, or lead nowhere. */
export function HtmlPart({ html, links, className }: { html: string; links: "work" | "rest"; className: string }) {
  return (
    <iframe
      title="The message as HTML"
      srcDoc={html.replace("<head>", '<head><base target="_top">')}
      sandbox={
        links === "work" ? "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" : ""
      }
      className={className}
    />
  );
}

export function TextPart({ text, links }: { text: string; links: "work" | "rest" }) {
  const pieces = links === "work" ? text.split(/(https?:\/\/\S+)/) : [text];
  return (
    <pre
      tabIndex={0}
      aria-label="The message as text"
      className="overflow-y-auto p-4 font-mono text-sm leading-relaxed break-words whitespace-pre-wrap sm:p-6"
    >
      {pieces.map((piece, index) =>
        links === "work" && /^https?:/.test(piece) ? (
          <a key={index} href={piece} className="underline underline-offset-4 break-all">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </pre>
  );
}
