-- The administrators' list of a million accounts: searched, filtered and sorted along an index each.

-- CreateIndex
CREATE INDEX "User_role_createdAt_id_idx" ON "User"("role", "createdAt" DESC, "id" DESC);

-- Addresses by how they begin, whatever the database's collation.
CREATE INDEX "User_email_begins_idx" ON "User"(lower("email") text_pattern_ops);

-- The rare ones, which a walk along all accounts would look for in vain.
CREATE INDEX "User_suspended_idx" ON "User"("createdAt" DESC, "id" DESC) WHERE "suspendedAt" IS NOT NULL;
CREATE INDEX "User_unverified_idx" ON "User"("createdAt" DESC, "id" DESC) WHERE NOT "isVerified";

-- By name, as `src/features/admin-users/list-plan.ts` orders them.
CREATE INDEX "User_lower_name_idx" ON "User"(lower("name"), "id");

-- The words of a name and of an address before its @, by how they begin; as `src/features/admin-users/list-plan.ts` asks for them.
CREATE INDEX "User_words_idx" ON "User" USING gin (
    to_tsvector('simple'::regconfig, translate("name" || ' ' || split_part("email", '@', 1), '.-_+/:''', '       '))
);
