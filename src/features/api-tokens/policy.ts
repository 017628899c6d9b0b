/** What a personal access token begins with, so that people and secret scanners know one when they see it. */
export const personalTokenPrefix = "lkp_";

/** What a personal access token may be allowed, with the sentence that its owner reads. Browsers and apps may do all of it. */
export const scopes = {
  "account:read": "See who you are: name, address and role",
  "sessions:read": "See the devices and apps that are signed in",
  "sessions:write": "End sessions of devices and apps",
} as const;

export type Scope = keyof typeof scopes;

export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]];

/** Days that a token may live. A year at most: one that is forgotten ends by itself. */
export const tokenLifetimesDays = [7, 30, 90, 365] as const;

/** More than a person keeps in mind; a list that stays readable. */
export const tokensMax = 20;

export const tokenNameMaxLength = 60;
