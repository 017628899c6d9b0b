import type { Scope } from "@/features/api-tokens/policy";

/**
 * Who may use a page, a route handler or a server action. A role's line lets the higher roles in as well. `recent` asks for a proof
 * of the last minutes besides, `local` exists on a developer's machine alone, and `scope:…` is what a personal access token must be
 * allowed, where a browser's or an app's session may do all that its owner may.
 */
export type Access = "public" | "signed-in" | "recent" | "MODERATOR" | "ADMIN" | "local" | `scope:${Scope}`;

export type AccessTable = {
  pages: Readonly<Record<`/${string}`, Access>>;
  /** By method and path. HEAD goes with GET. */
  handlers: Readonly<Record<`${string} /${string}`, Access>>;
  /** By the name of the exported function. */
  actions: Readonly<Record<string, Access>>;
};

/**
 * Everything that the product answers to. It guards nothing by itself: it is what tests hold the build and its answers to, and what
 * docs/guide/access.md and the navigation are made of. A page, a handler or an action without a line fails the tests.
 */
export const accessTable = {
  pages: {
    "/": "public",
    "/admin": "ADMIN",
    "/admin/audit": "ADMIN",
    "/admin/outbox": "ADMIN",
    "/admin/users": "ADMIN",
    "/admin/users/[userId]": "ADMIN",
    "/api-docs": "public",
    "/confirm": "signed-in",
    "/confirm/continue": "recent",
    "/dashboard": "signed-in",
    "/dev/mailbox": "local",
    "/dev/mails": "local",
    "/forgot-password": "public",
    "/forgot-password/check-mail": "public",
    "/moderation": "MODERATOR",
    "/posts": "public",
    "/posts/[postId]": "public",
    "/posts/mine": "signed-in",
    "/posts/write": "signed-in",
    "/reset-password": "public",
    "/settings": "signed-in",
    "/settings/activity": "signed-in",
    "/settings/profile": "signed-in",
    "/settings/security": "signed-in",
    "/settings/sessions": "signed-in",
    "/settings/sign-in-methods": "signed-in",
    "/settings/tokens": "signed-in",
    "/signin": "public",
    "/signin/by-mail": "public",
    "/signin/check-mail": "public",
    "/signup": "public",
    "/signup/check-mail": "public",
    "/u/[userId]": "public",
    "/unlock": "public",
    "/verify": "public",
    "/verify/resend": "public",
  },
  handlers: {
    "GET /admin/audit/export": "ADMIN",
    "GET /api/auth/[...nextauth]": "public",
    "POST /api/auth/[...nextauth]": "public",
    "GET /api/captcha": "public",
    "GET /.well-known/jwks.json": "public",
    "GET /api/v1/me": "scope:account:read",
    "GET /api/v1/openapi.json": "public",
    "GET /api/v1/sessions": "scope:sessions:read",
    "DELETE /api/v1/sessions": "scope:sessions:write",
    "DELETE /api/v1/sessions/[sessionId]": "scope:sessions:write",
    "POST /api/v1/sign-in": "public",
    "POST /api/v1/sign-out": "signed-in",
    "POST /api/v1/token": "public",
    "POST /api/v1/token/refresh": "public",
    "POST /api/profile/avatar": "signed-in",
    "POST /api/webhooks/resend": "public",
    "GET /dev/mailbox/messages": "local",
    "GET /icon.svg": "public",
    "GET /images/[imageId]/[size]": "public",
    "GET /posts/feed.xml": "public",
    "POST /posts/preview": "signed-in",
    "GET /reset-password/open": "public",
    "GET /signin/open": "public",
    "GET /unavailable": "public",
    "GET /unlock/open": "public",
    "GET /verify/open": "public",
  },
  actions: {
    changeRoleAction: "ADMIN",
    clearMessages: "local",
    confirmEmailAction: "public",
    confirmPasswordAction: "signed-in",
    continueAction: "recent",
    continueWithProviderAction: "public",
    createPostAction: "signed-in",
    createTokenAction: "recent",
    deletePostAction: "signed-in",
    deleteUserAction: "ADMIN",
    endOtherSessionsAction: "signed-in",
    endSessionAction: "signed-in",
    endUserSessionsAction: "ADMIN",
    linkProviderAction: "recent",
    mailPassAction: "public",
    releasePostAction: "MODERATOR",
    removeAvatarAction: "signed-in",
    requestPasswordResetAction: "public",
    resendVerificationAction: "public",
    resendMailAction: "ADMIN",
    resendUserVerificationAction: "ADMIN",
    resetPasswordAction: "public",
    restoreUserAction: "ADMIN",
    retryAddressAction: "recent",
    reviveRecipientAction: "ADMIN",
    revokeTokenAction: "signed-in",
    savePostAction: "signed-in",
    saveProfileAction: "signed-in",
    setAvatarFromAction: "signed-in",
    setFirstPasswordAction: "recent",
    setTheme: "public",
    signinAction: "public",
    signoutAction: "public",
    signupAction: "public",
    startUserResetAction: "ADMIN",
    suspendUserAction: "ADMIN",
    unlinkIdentityAction: "recent",
    unlockAction: "public",
    unlockUserAction: "ADMIN",
    unpublishPostAction: "signed-in",
    verifyByCodeAction: "public",
    withholdPostAction: "MODERATOR",
  },
} as const satisfies AccessTable;
