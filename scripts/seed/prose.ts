export type Subject = { thing: string; field: string; tool: string; advice: string };

/** A text on the subject, in one of a few shapes that show what Markdown becomes. */
export function write(shape: number, subject: Subject): string {
  const shapes = [steps, list, table, letter, program];
  return (shapes[shape % shapes.length] ?? steps)(subject);
}

function steps({ thing, field, tool, advice }: Subject): string {
  return `This is what I would have liked to read about ${thing} when I began.

## Before you start

You need less than the shops say. For ${field} the list is short:

- an hour in which nobody wants anything of you,
- **${tool}** in place of five cheaper things,
- something to write down what you did.

## The one thing

> ${advice}

I did it wrong for a year. Then I changed one thing at a time and noted what came of it:

1. Do it as you always do.
2. Change one thing.
3. Compare, and keep the better.

## Afterwards

Put everything back where it was, and tell somebody about it. That is where the next idea comes from.
`;
}

function list({ thing, field, tool, advice }: Subject): string {
  return `People who ask me about ${field} expect a long answer. Here is the short one, on ${thing}.

- [x] Borrow ${tool} before you buy it.
- [x] Begin with something that may go wrong.
- [ ] Do it again the next day, while the hands still know.

${advice} Everything else I know follows from it, and most of it I forgot to write down.

## Where I would spend the money

Nowhere, for the first month. After that on *one* good thing, and I would look for it second-hand.
`;
}

function table({ thing, tool, advice }: Subject): string {
  return `I kept a list for a year. These are the entries on ${thing} that I am least proud of, with what each of them cost.

| What I did                     | What it cost   | What I do now             |
| ------------------------------ | -------------- | ------------------------- |
| began in the evening           | a night        | begin after breakfast     |
| trusted a video                | two attempts   | read two books            |
| used what was there            | a tool         | use ${tool}               |
| asked nobody                   | a month        | ask at once               |

If you only take one sentence with you:

> ${advice}
`;
}

function letter({ thing, field, advice }: Subject): string {
  return `My grandmother did it without a word, and I needed ten years to see what she did. This is about ${thing}, and about her kitchen table.

She never hurried. When I asked why, she said that ${field} is the part of the day that nobody can send you an invoice for.

${advice}

I have her notes in front of me. They are three lines long, and the third says: *enough for today*.
`;
}

function program({ thing, tool, advice }: Subject): string {
  return `Since I could not remember what I had tried, I wrote it down, and since I could not read my writing, I wrote a small program.

\`\`\`ts
type Attempt = { day: string; minutes: number; worked: boolean };

export function streak(attempts: Attempt[]): number {
  const failed = attempts.findLastIndex(({ worked }) => !worked);
  return attempts.length - 1 - failed;
}
\`\`\`

It says \`9\` at the moment. What it says about ${thing}: ${tool} helps, hurry does not.

> ${advice}
`;
}
