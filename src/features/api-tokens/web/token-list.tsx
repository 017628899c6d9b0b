import { ConfirmForm } from "@/ui/confirm-form";
import { TimeAgo } from "@/ui/time-ago";
import type { TokenRow } from "../list-tokens";
import { scopes } from "../policy";
import { revokeTokenAction } from "./actions";

/** Each token with what it may do and when it was used, and the button that revokes it. */
export function TokenList({ tokens, now }: { tokens: readonly TokenRow[]; now: Date }) {
  return (
    <ul className="divide-y rounded-lg border">
      {tokens.map((token) => (
        <li key={token.id} className="relative px-4 py-4">
          <div>
            <p className="flex flex-wrap items-baseline gap-x-2.5 pr-16 font-medium wrap-anywhere">
              {token.name}
              <code className="text-muted-foreground text-xs font-normal">…{token.hint}</code>
            </p>
            <ul className="mt-1 text-sm leading-relaxed">
              {token.scopes.map((scope) => (
                <li key={scope}>{scopes[scope]}</li>
              ))}
            </ul>
            <TokenTimes token={token} now={now} />
          </div>
          <ConfirmForm
            place="corner"
            action={revokeTokenAction}
            fields={{ tokenId: token.id }}
            summary={
              <>
                Revoke<span className="sr-only"> {token.name}</span>
              </>
            }
            consequence="What uses it is refused from its next request on. This cannot be undone."
          >
            Revoke this token
          </ConfirmForm>
        </li>
      ))}
    </ul>
  );
}

function TokenTimes({ token: { createdAt, lastUsedAt, expiresAt }, now }: { token: TokenRow; now: Date }) {
  return (
    <p className="text-muted-foreground mt-1 flex flex-wrap gap-x-4 text-sm leading-relaxed">
      <span>
        Created <TimeAgo at={createdAt} now={now} />
      </span>
      <span>
        {lastUsedAt === null ? (
          "Never used"
        ) : (
          <>
            Last used <TimeAgo at={lastUsedAt} now={now} />
          </>
        )}
      </span>
      <span>
        Expires <TimeAgo at={expiresAt} now={now} />
      </span>
    </p>
  );
}
