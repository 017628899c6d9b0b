import { env } from "@/platform/env";
import { ProviderGlyph } from "@/ui/provider-glyph";
import { continueWithProviderAction } from "./actions";
import { ProviderForm } from "./provider-form";

type Props = {
  next: string | undefined;
  /** Shows these providers alone; all that are configured where it is left out. */
  only?: readonly string[];
};

/** "Continue with …" for each configured provider; nothing where there is none. */
export function ProviderButtons({ next, only }: Props) {
  const providers = env().providers.filter(({ provider }) => only?.includes(provider.id) ?? true);
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-3">
      {providers.map(({ provider: { id, name } }) => (
        <ProviderForm key={id} action={continueWithProviderAction} provider={id} next={next}>
          <ProviderGlyph provider={id} name={name} />
          Continue with {name}
        </ProviderForm>
      ))}
    </div>
  );
}
