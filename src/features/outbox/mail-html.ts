import { oneLine, productName, type Mail, type MailBlock } from "./mail-layout";

/**
 * The HTML part: tables and inline styles, for mail programs know little else; nothing is loaded from anywhere, so opening
 * a mail tells nobody. Dark colours come by the reader's preference, and the light ones bear the inversion of those that ignore it.
 */
export function renderHtml(mail: Mail): string {
  const title = escapeHtml(mail.title);
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${title}</title>
<style>${stylesheet}</style>
</head>
<body class="page" style="margin:0;padding:0;width:100%;background-color:#f4f4f5;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(mail.preview)}${previewPadding}</div>
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f4f5">
<tr><td class="outer" align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px">
<tr><td style="padding:0 4px 20px">${wordmark}</td></tr>
<tr><td class="card" style="background-color:#ffffff;border:1px solid #e4e4e7;border-radius:14px;padding:36px 36px 28px">
<h1 class="ink" style="margin:0 0 16px;${font};font-size:24px;line-height:31px;font-weight:600;letter-spacing:-0.015em;color:#18181b">${title}</h1>
${mail.blocks.map((block) => htmlOfBlock(mail.appUrl, block)).join("\n")}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:28px"><tr>
<td class="rule quiet" style="border-top:1px solid #e4e4e7;padding-top:20px;${font};font-size:13px;line-height:20px;color:#63636b">${escapeHtml(mail.reason)}</td>
</tr></table>
</td></tr>
<tr><td class="quiet" align="center" style="padding:20px 4px 0;${font};font-size:13px;line-height:20px;color:#63636b">${productName} &middot; ${link(mail.appUrl, new URL(mail.appUrl).host, "quiet", "color:#63636b;text-decoration:none")}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const stylesheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .outer { padding: 24px 12px !important; }
  .card { padding: 28px 22px 24px !important; }
  .button { width: 100% !important; }
  .button a { display: block !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #09090b !important; }
  .card { background-color: #18181b !important; border-color: #2e2e33 !important; }
  .ink { color: #fafafa !important; }
  .body { color: #d4d4d8 !important; }
  .quiet { color: #a1a1aa !important; }
  .rule { border-color: #2e2e33 !important; }
  .link { color: #a5b4fc !important; }
  .note { background-color: #2a2113 !important; border-color: #f59e0b !important; color: #fde9c8 !important; }
}
`;

/** Keeps the first words of the body out of the list of messages, after the preview. */
const previewPadding = "&#847;&zwnj;&nbsp;".repeat(60);

/** A keyhole of table cells: pictures would have to be loaded. */
const wordmark = `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td width="28" height="28" align="center" valign="middle" style="background-color:#4f46e5;border-radius:8px;line-height:0;font-size:0">
<table role="presentation" cellpadding="0" cellspacing="0" border="0">
<tr><td align="center" style="line-height:0;font-size:0"><div style="width:10px;height:10px;border-radius:10px;background-color:#ffffff;margin:0 auto"></div></td></tr>
<tr><td align="center" style="line-height:0;font-size:0"><div style="width:4px;height:7px;border-radius:0 0 2px 2px;background-color:#ffffff;margin:-1px auto 0"></div></td></tr>
</table></td>
<td class="ink" style="padding-left:10px;${font};font-size:17px;line-height:28px;font-weight:600;letter-spacing:-0.01em;color:#18181b">${productName}</td>
</tr></table>`;

function htmlOfBlock(appUrl: string, block: MailBlock): string {
  switch (block.type) {
    case "paragraph":
      return paragraph(escapeHtml(block.text));
    case "link":
      return paragraph(`${escapeHtml(block.text)} ${link(`${appUrl}${block.path}`, block.label)}`);
    case "button":
      return button(`${appUrl}${block.path}`, block.label);
    case "facts":
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">${block.facts.map(fact).join("")}</table>`;
    case "note":
      return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px"><tr>
<td class="note" style="background-color:#fffbeb;border-left:3px solid #d97706;border-radius:6px;padding:14px 16px;${font};font-size:15px;line-height:23px;color:#713f12">${escapeHtml(block.text)}</td>
</tr></table>`;
  }
}

function paragraph(html: string): string {
  return `<p class="body" style="margin:0 0 16px;${font};font-size:16px;line-height:25px;color:#3f3f46">${html}</p>`;
}

/** The whole cell is coloured, so it is a button also where styles of links are dropped; below it the address, to copy. */
function button(url: string, label: string): string {
  const style = `display:inline-block;padding:13px 24px;${font};font-size:16px;line-height:22px;font-weight:600;color:#ffffff;text-decoration:none;text-align:center;border-radius:9px`;
  return `<table class="button" role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 12px"><tr>
<td align="center" bgcolor="#4f46e5" style="border-radius:9px;background-color:#4f46e5">${link(url, label, "", style)}</td>
</tr></table>
<p class="quiet" style="margin:0 0 20px;${font};font-size:13px;line-height:19px;color:#63636b;word-break:break-all">${link(url, url, "quiet", "color:#63636b;text-decoration:underline")}</p>`;
}

function fact({ label, value }: { label: string; value: string }): string {
  return `<tr><td class="quiet" style="padding:0 16px 4px 0;${font};font-size:14px;line-height:22px;color:#63636b">${escapeHtml(label)}</td>
<td class="ink" style="padding:0 0 4px;${font};font-size:14px;line-height:22px;font-weight:600;color:#18181b">${escapeHtml(value)}</td></tr>`;
}

function link(
  url: string,
  label: string,
  className = "link",
  style = "color:#4338ca;text-decoration:underline",
): string {
  return `<a class="${className}" href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`;
}

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
