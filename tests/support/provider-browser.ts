type Cookie = { name: string; value: string; path: string };

export type Visit = {
  /** Where the browser stands in the end. */
  url: URL;
  /** Null where the browser was sent away from the provider, which is not followed. */
  response: Response | null;
};

export type ProviderBrowser = {
  open: (url: string | URL) => Promise<Visit>;
  post: (url: string | URL, fields: Record<string, string>) => Promise<Visit>;
};

/** A browser without scripts, as far as one provider's pages need it: it keeps cookies by path and follows redirects. */
export function createProviderBrowser(): ProviderBrowser {
  const jar: Cookie[] = [];
  return {
    open: (url) => visit(jar, new URL(url), {}),
    post: (url, fields) => visit(jar, new URL(url), { method: "POST", body: new URLSearchParams(fields) }),
  };
}

async function visit(jar: Cookie[], url: URL, init: RequestInit): Promise<Visit> {
  const cookie = jar
    .filter(({ path }) => url.pathname.startsWith(path))
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
  const response = await fetch(url, { ...init, headers: { cookie }, redirect: "manual" });
  for (const header of response.headers.getSetCookie()) keep(jar, header);
  const location = response.headers.get("location");
  if (location === null) return { url, response };
  await response.body?.cancel();
  const next = new URL(location, url);
  return next.origin === url.origin ? await visit(jar, next, {}) : { url: next, response: null };
}

function keep(jar: Cookie[], header: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
  const path = /;\s*path=([^;]+)/i.exec(header)?.[1] ?? "/";
  const known = jar.findIndex((cookie) => cookie.name === name && cookie.path === path);
  if (known !== -1) jar.splice(known, 1);
  if (value !== "") jar.push({ name, value, path });
}
