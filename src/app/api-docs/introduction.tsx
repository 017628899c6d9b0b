import { Card } from "@/ui/card";
import { CodeBlock } from "./code-block";

/** How an app and a service come in. */
export function Introduction({ appUrl }: { appUrl: string }) {
  return (
    <Card
      title="Signing in"
      description="An app signs in with the person's password and refreshes its tokens. A service uses a personal access token from Settings. Both go into the Authorization header; where there is one, cookies do not count."
    >
      <div className="grid gap-4">
        <CodeBlock label="Signing an app in">{`curl ${appUrl}/api/v1/token \\
  -H 'Content-Type: application/json' \\
  -d '{"email": "ada@example.com", "password": "…", "deviceName": "Ada’s phone"}'`}</CodeBlock>
        <CodeBlock label="Asking with a token">{`curl ${appUrl}/api/v1/me -H "Authorization: Bearer $TOKEN"`}</CodeBlock>
        <p className="text-muted-foreground text-sm leading-relaxed">
          An access token lives ten minutes, a session seven days however often it is refreshed. A refresh token works
          once; for half a minute it is answered with the same pair again, for an answer that was lost on the way. One
          that is used later ends the whole session, for somebody else may hold it.
        </p>
      </div>
    </Card>
  );
}
