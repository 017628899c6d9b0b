const retryAfterSeconds = 5;

/** A page of its own, without the app's: it has to appear when nothing else can. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Back in a moment · Latchkey</title>
<style>
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; min-height: 100dvh; display: grid; place-content: center; padding: 1.5rem; }
main { max-width: 26rem; }
h1 { font-size: 1.5rem; line-height: 1.2; }
</style>
</head>
<body>
<main>
<h1>Back in a moment</h1>
<p>We cannot reach our database right now. Nothing of yours is lost. Please try again in a few seconds.</p>
<p><a href="/">To the start page</a></p>
</main>
</body>
</html>
`;

export function GET(): Response {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "retry-after": String(retryAfterSeconds),
  };
  return new Response(page, { status: 503, headers });
}
