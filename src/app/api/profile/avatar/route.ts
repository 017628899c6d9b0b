import { uploadRoute } from "@/auth/upload-route";
import { setAvatar } from "@/features/profile/set-avatar";
import { deps } from "@/platform/deps";

export const POST = uploadRoute({
  returnTo: () => "/settings/profile",
  kept: "avatar-set",
  keep: (viewer, { bytes }) => setAvatar(deps(), viewer, { bytes }),
});
