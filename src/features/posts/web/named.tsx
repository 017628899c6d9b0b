type Props = { words: string; title: string };

/** What is done to a post, which a screen reader tells from the same done to the next by its title. */
export function Named({ words, title }: Props) {
  return (
    <>
      {words}
      <span className="sr-only"> {title}</span>
    </>
  );
}
