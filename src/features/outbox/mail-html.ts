import { oneLine, productName, type Mail, type MailBlock } from "./mail-layout";

/**
 * The HTML part: tables and inline styles, for mail programs know little else; nothing is loaded from anywhere, so opening
 * a mail tells nobody. Dark colors come by the reader's preference, and the light ones bear the inversion of those that ignore it.
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
<body class="page" style="margin:0;padding:0;width:100%;background-color:#f2f5f4;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(mail.preview)}${previewPadding}</div>
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f2f5f4">
<tr><td class="outer" align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px">
<tr><td style="padding:0 4px 20px">${wordmark}</td></tr>
<tr><td class="card" style="background-color:#fdfefd;border:1px solid #dee3e0;border-radius:14px;padding:36px 36px 28px">
<h1 class="ink" style="margin:0 0 16px;${font};font-size:24px;line-height:31px;font-weight:600;letter-spacing:-0.015em;color:#111b18">${title}</h1>
${mail.blocks.map((block) => htmlOfBlock(mail.appUrl, block)).join("\n")}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:28px"><tr>
<td class="rule quiet" style="border-top:1px solid #dee3e0;padding-top:20px;${font};font-size:13px;line-height:20px;color:#535e5b">${escapeHtml(mail.reason)}</td>
</tr></table>
</td></tr>
<tr><td class="quiet" align="center" style="padding:20px 4px 0;${font};font-size:13px;line-height:20px;color:#535e5b">${productName} &middot; ${link(mail.appUrl, new URL(mail.appUrl).host, "quiet", "color:#535e5b;text-decoration:none")}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const monospace = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

const stylesheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .outer { padding: 24px 12px !important; }
  .card { padding: 28px 22px 24px !important; }
  .button { width: 100% !important; }
  .button a { display: block !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #0c110f !important; }
  .card { background-color: #131917 !important; border-color: #29302d !important; }
  .ink { color: #eef1f0 !important; }
  .body { color: #cdd5d2 !important; }
  .quiet { color: #a3adaa !important; }
  .rule { border-color: #29302d !important; }
  .link { color: #77e3bc !important; }
  .button td { background-color: #77e3bc !important; }
  .button a { color: #051a15 !important; }
  .digits { background-color: #0c110f !important; border-color: #29302d !important; color: #eef1f0 !important; }
  .note { background-color: #241e12 !important; border-color: #ebc070 !important; color: #f7e6c8 !important; }
}
`;

/** Keeps the first words of the body out of the list of messages, after the preview. */
const previewPadding = "&#847;&zwnj;&nbsp;".repeat(60);

/** The mark, a key that is an L, drawn with borders: a picture would have to be loaded. */
const brass = "2px solid #f2d49b";
const mark = `<div style="width:5px;height:5px;border:${brass};border-radius:9px;margin:0 auto 0 7px"></div>
<div style="width:4px;height:3px;border-left:${brass};border-bottom:${brass};margin:0 auto 0 11px"></div>
<div style="width:7px;height:3px;border-left:${brass};border-bottom:${brass};margin:0 auto 0 11px"></div>`;

const wordmark = `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td width="28" height="28" align="left" valign="middle" style="width:28px;background-color:#0c4a3f;border-radius:8px;line-height:0;font-size:0">${mark}</td>
<td class="ink" style="padding-left:10px;${font};font-size:17px;line-height:28px;font-weight:600;letter-spacing:-0.01em;color:#111b18">${productName}</td>
</tr></table>`;

function htmlOfBlock(appUrl: string, block: MailBlock): string {
  switch (block.type) {
    case "paragraph":
      return paragraph(escapeHtml(block.text));
    case "link":
      return paragraph(`${escapeHtml(block.text)} ${link(`${appUrl}${block.path}`, block.label)}`);
    case "button":
      return button(`${appUrl}${block.path}`, block.label);
    case "code":
      return `${paragraph(escapeHtml(block.label))}
<table class="code" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:-4px 0 20px"><tr>
<td class="digits" align="center" style="background-color:#f2f5f4;border:1px solid #dee3e0;border-radius:9px;padding:16px;${monospace};font-size:30px;line-height:36px;font-weight:600;letter-spacing:0.24em;text-indent:0.24em;color:#111b18">${escapeHtml(block.digits)}</td>
</tr></table>`;
    case "facts":
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">${block.facts.map(fact).join("")}</table>`;
    case "note":
      return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px"><tr>
<td class="note" style="background-color:#fdf6e9;border-left:3px solid #986a20;border-radius:6px;padding:14px 16px;${font};font-size:15px;line-height:23px;color:#5c3f12">${escapeHtml(block.text)}</td>
</tr></table>`;
  }
}

function paragraph(html: string): string {
  return `<p class="body" style="margin:0 0 16px;${font};font-size:16px;line-height:25px;color:#37433f">${html}</p>`;
}

/** The cell itself is the button, so it looks like one also where styles of links are dropped; below it the address, to copy. */
function button(url: string, label: string): string {
  const style = `display:inline-block;padding:13px 24px;${font};font-size:16px;line-height:22px;font-weight:600;color:#fdfefd;text-decoration:none;text-align:center;border-radius:9px`;
  return `<table class="button" role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 12px"><tr>
<td align="center" bgcolor="#0c5746" style="border-radius:9px;background-color:#0c5746">${link(url, label, "", style)}</td>
</tr></table>
<p class="quiet" style="margin:0 0 20px;${font};font-size:13px;line-height:19px;color:#535e5b;word-break:break-all">${link(url, url, "quiet", "color:#535e5b;text-decoration:underline")}</p>`;
}

function fact({ label, value }: { label: string; value: string }): string {
  return `<tr><td class="quiet" valign="top" style="padding:0 16px 4px 0;${font};font-size:14px;line-height:22px;color:#535e5b">${escapeHtml(label)}</td>
<td class="ink" style="padding:0 0 4px;word-break:break-word;overflow-wrap:anywhere;${font};font-size:14px;line-height:22px;font-weight:600;color:#111b18">${escapeHtml(value)}</td></tr>`;
}

function link(
  url: string,
  label: string,
  className = "link",
  style = "color:#0c5746;text-decoration:underline",
): string {
  return `<a class="${className}" href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`;
}

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
