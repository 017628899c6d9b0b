-- Sessions that say what carries them, refresh tokens, suspension, and the push that tells every instance of a change.
-- Expand only: an instance of the version before runs on beside it.

-- CreateEnum
CREATE TYPE "SessionKind" AS ENUM ('BROWSER', 'APP', 'TOKEN');

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "hint" TEXT,
ADD COLUMN     "kind" "SessionKind" NOT NULL DEFAULT 'BROWSER',
ADD COLUMN     "label" TEXT,
ADD COLUMN     "lastSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "place" TEXT,
ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "suspendedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "RefreshToken" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "sealedSuccessor" BYTEA,

    CONSTRAINT "RefreshToken_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RefreshToken_tokenHash_key" ON "RefreshToken"("tokenHash");

-- CreateIndex
CREATE INDEX "RefreshToken_sessionId_idx" ON "RefreshToken"("sessionId");

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "User"("createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Post_published_createdAt_id_idx" ON "Post"("published", "createdAt" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "RefreshToken" ADD CONSTRAINT "RefreshToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever changes a session or what a user may do, by whatever statement, tells the instances that keep session states in memory.
-- A notification is given with the commit and in the order of commits. When a session was last seen is no change in this sense, and
-- one that has expired opens nothing anyway.
CREATE FUNCTION "latchkey_push_session"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD."expires" > (CURRENT_TIMESTAMP AT TIME ZONE 'UTC') - INTERVAL '1 day' THEN
        PERFORM pg_notify('latchkey_sessions', 'session:' || OLD."id");
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION "latchkey_push_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey_sessions', 'user:' || OLD."id");
    RETURN NULL;
END
$$;

CREATE FUNCTION "latchkey_push_all"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey_sessions', 'all');
    RETURN NULL;
END
$$;

CREATE TRIGGER "latchkey_session_changed"
    AFTER UPDATE OF "userId", "sessionToken", "expires", "provenAt", "kind", "scopes" OR DELETE ON "Session"
    FOR EACH ROW EXECUTE FUNCTION "latchkey_push_session"();

CREATE TRIGGER "latchkey_session_truncated"
    AFTER TRUNCATE ON "Session" FOR EACH STATEMENT EXECUTE FUNCTION "latchkey_push_all"();

CREATE TRIGGER "latchkey_user_changed"
    AFTER UPDATE OF "id", "name", "email", "role", "isVerified", "suspendedAt" ON "User"
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION "latchkey_push_user"();

CREATE TRIGGER "latchkey_user_deleted"
    AFTER DELETE ON "User" FOR EACH ROW EXECUTE FUNCTION "latchkey_push_user"();
