const letters = new Intl.Segmenter("en");

type Props = {
  /** Whose it is: without a picture the initials stand for it. */
  name: string;
  source: string | null;
  /** Its edge in pixels. */
  size: number;
};

/** A person's picture, round; beside the name it says nothing new, so assistive technology passes it over. */
export function Avatar({ name, source, size }: Props) {
  const edge = { width: size, height: size };
  if (source !== null)
    return <img src={source} alt="" {...edge} className="bg-accent shrink-0 rounded-full border object-cover" />;
  return (
    <span
      aria-hidden
      style={{ ...edge, fontSize: size * 0.36 }}
      className="bg-accent text-muted-foreground inline-flex shrink-0 items-center justify-center rounded-full border font-semibold"
    >
      {initialsOf(name)}
    </span>
  );
}

/** Of the first and the last word of a name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = (word = "") => [...letters.segment(word)][0]?.segment.toUpperCase() ?? "";
  return words.length > 1 ? first(words[0]) + first(words.at(-1)) : first(words[0]);
}
