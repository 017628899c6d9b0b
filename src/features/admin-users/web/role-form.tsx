"use client";

import { Alert } from "@/ui/alert";
import { inputClass } from "@/ui/input";
import { Label } from "@/ui/label";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { changeRoleAction } from "./actions";

type Props = {
  userId: string;
  role: string;
  /** Of every role, the words for it. */
  roleNames: Readonly<Record<string, string>>;
};

export function RoleForm({ userId, role, roleNames }: Props) {
  const [state, formAction] = useFormAction(changeRoleAction);
  return (
    <form action={formAction} className="grid gap-3">
      <input type="hidden" name="userId" value={userId} />
      <Label htmlFor="role">Role</Label>
      <div className="flex gap-3">
        <select id="role" name="role" defaultValue={role} className={inputClass} aria-describedby="role-consequence">
          {Object.entries(roleNames).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <SubmitButton variant="outline" size="large" width="auto">
          Change
        </SubmitButton>
      </div>
      <p id="role-consequence" className="text-muted-foreground text-sm">
        A new role signs this person out everywhere, and they are told by mail.
      </p>
      {(state.message ?? state.fieldErrors?.["role"]) && (
        <Alert tone="error" role="alert">
          {state.message ?? state.fieldErrors?.["role"]}
        </Alert>
      )}
    </form>
  );
}
