import { oneLine, productName, type Mail, type MailBlock } from "./mail-layout";

/** The plain text part. Lines are not wrapped: the reader's program does it better, and a link must stay whole. */
export function renderText(mail: Mail): string {
  const body = mail.blocks.map((block) => textOfBlock(mail.appUrl, block));
  const footer = `--\n${oneLine(mail.reason)}\n\n${productName}\n${mail.appUrl}`;
  return `${[oneLine(mail.title), ...body, footer].join("\n\n")}\n`;
}

function textOfBlock(appUrl: string, block: MailBlock): string {
  switch (block.type) {
    case "paragraph":
    case "note":
      return oneLine(block.text);
    case "button":
      return `${oneLine(block.label)}:\n${appUrl}${block.path}`;
    case "link":
      return `${oneLine(block.text)} ${oneLine(block.label)}:\n${appUrl}${block.path}`;
    case "code":
      return `${oneLine(block.label)}\n${oneLine(block.digits)}`;
    case "facts":
      return block.facts.map(({ label, value }) => `${oneLine(label)}: ${oneLine(value)}`).join("\n");
  }
}
