import { randomBytes } from "node:crypto";

export type Part = [name: string, value: string | Buffer, file?: { filename: string; type: string }];

/** A multipart body of exactly these parts, in this order, so that a test may repeat and misname fields. */
export function multipart(parts: Part[]): { body: Buffer; contentType: string } {
  const boundary = `----latchkey${randomBytes(12).toString("hex")}`;
  const chunks: Buffer[] = [];
  for (const [name, value, file] of parts) {
    const quoted = name.replace(/"/g, "%22").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
    const disposition = `Content-Disposition: form-data; name="${quoted}"`;
    const head = file ? `${disposition}; filename="${file.filename}"\r\nContent-Type: ${file.type}` : disposition;
    chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(value), Buffer.from("\r\n"));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}
