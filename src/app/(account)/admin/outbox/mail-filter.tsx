import { mailStates, type MailState } from "@/features/admin-outbox/schema";
import { Button } from "@/ui/button";
import { Input, inputClass } from "@/ui/input";
import { Label } from "@/ui/label";

type Props = {
  state: MailState | null;
  /** As it was typed. */
  address: string;
  isNoAddress: boolean;
};

const nameOf = { waiting: "Waiting", sent: "Sent", dead: "Given up" } as const satisfies Record<MailState, string>;

/** A plain form that asks for the page anew. */
export function MailFilter({ state, address, isNoAddress }: Props) {
  return (
    <form action="/admin/outbox" className="mb-6 grid items-end gap-4 sm:grid-cols-[10rem_minmax(0,1fr)_auto]">
      <div className="grid gap-2">
        <Label htmlFor="state">State</Label>
        <select id="state" name="state" defaultValue={state ?? ""} className={inputClass}>
          <option value="">All</option>
          {mailStates.map((each) => (
            <option key={each} value={each}>
              {nameOf[each]}
            </option>
          ))}
        </select>
      </div>
      <div className="grid gap-2">
        <Label htmlFor="address">E-mail address, whole</Label>
        <Input
          id="address"
          name="address"
          type="email"
          autoComplete="off"
          defaultValue={address}
          aria-invalid={isNoAddress || undefined}
          aria-describedby={isNoAddress ? "address-fault" : undefined}
        />
      </div>
      <Button variant="outline" size="large">
        Show
      </Button>
      {isNoAddress && (
        <p id="address-fault" className="text-destructive text-sm sm:col-span-3">
          Enter one whole e-mail address, like name@example.com.
        </p>
      )}
    </form>
  );
}
