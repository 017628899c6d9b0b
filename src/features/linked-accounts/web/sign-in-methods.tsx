import { env } from "@/platform/env";
import { ConfirmForm } from "@/ui/confirm-form";
import { ProviderGlyph } from "@/ui/provider-glyph";
import type { SignInMethods } from "../list-sign-in-methods";
import { linkProviderAction, unlinkIdentityAction } from "./actions";
import { ProviderForm } from "./provider-form";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** The linked identities, each with its removal, and the providers that can be added. */
export function LinkedIdentities({ identities }: Pick<SignInMethods, "identities">) {
  if (identities.length === 0) return <p className="text-muted-foreground text-sm">No account is linked yet.</p>;
  return (
    <ul className="divide-y rounded-lg border">
      {identities.map(({ id, provider, label, linkedAt }) => (
        <li key={id} className="relative px-4 py-4">
          <div className="flex items-center gap-3">
            <ProviderGlyph provider={provider} name={nameOf(provider)} />
            <div className="min-w-0">
              <p className="pr-18 font-medium">{nameOf(provider)}</p>
              <p className="text-muted-foreground text-sm wrap-anywhere">
                {label}
                {linkedAt && ` · since ${day.format(linkedAt)}`}
              </p>
            </div>
          </div>
          <ConfirmForm
            place="corner"
            action={unlinkIdentityAction}
            fields={{ accountId: id }}
            summary="Remove"
            consequence={`${nameOf(provider)} will no longer sign in to this account, and your other devices are signed out.`}
          >
            Remove {nameOf(provider)}
          </ConfirmForm>
        </li>
      ))}
    </ul>
  );
}

export function LinkableProviders() {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {env().providers.map(({ provider: { id, name } }) => (
        <ProviderForm key={id} action={linkProviderAction} provider={id}>
          <ProviderGlyph provider={id} name={name} />
          Link {name}
        </ProviderForm>
      ))}
    </div>
  );
}

function nameOf(id: string): string {
  return env().providers.find(({ provider }) => provider.id === id)?.provider.name ?? id;
}
