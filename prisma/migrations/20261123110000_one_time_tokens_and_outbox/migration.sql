-- From the starting schema to ours, keeping every account and every link that is in flight.
-- It runs as one transaction, whether by `npm run migrate` or by Prisma: after an error nothing has changed.

-- Nobody may write between the check and the change.
LOCK TABLE "User", "Account", "Session" IN ACCESS EXCLUSIVE MODE;

-- src/core/email.ts in SQL. ASCII letters are lowered first, by their own rule: in a Turkish locale "I" is not the capital of "i".
CREATE FUNCTION pg_temp.canonical_email(email TEXT) RETURNS TEXT LANGUAGE sql AS $$
    SELECT lower(lower(btrim(normalize(email, NFKC), E' \t\n\x0b\f\r\u1680\u2028\u2029\ufeff') COLLATE "C") COLLATE "default")
$$;

CREATE FUNCTION pg_temp.live_tokens() RETURNS TABLE ("userId" TEXT, "purpose" TEXT, "token" TEXT, "expiresAt" TIMESTAMPTZ) LANGUAGE sql AS $$
    SELECT "id", 'VERIFY_EMAIL', "verificationToken", "verificationTokenExpiry" AT TIME ZONE 'UTC' FROM "User"
    WHERE "verificationToken" <> '' AND "verificationTokenExpiry" AT TIME ZONE 'UTC' > CURRENT_TIMESTAMP
    UNION ALL
    SELECT "id", 'RESET_PASSWORD', "resetPasswordToken", "resetPasswordExpiry" AT TIME ZONE 'UTC' FROM "User"
    WHERE "resetPasswordToken" <> '' AND "resetPasswordExpiry" AT TIME ZONE 'UTC' > CURRENT_TIMESTAMP
$$;

-- What only a person can decide is reported before anything changes.
DO $$
DECLARE
    conflicts INTEGER;
    users TEXT;
BEGIN
    SELECT count(*), string_agg(ids, '; ') INTO conflicts, users FROM (
        SELECT string_agg("id", ', ' ORDER BY "createdAt", "id") AS ids FROM "User"
        GROUP BY pg_temp.canonical_email("email") HAVING count(*) > 1
    ) AS shared;
    IF conflicts > 0 THEN
        RAISE EXCEPTION 'Nothing has been changed: % e-mail address(es) belong to several users and differ only in case or outer blanks. Give each user an address of their own or delete those that are not used, then migrate again. Users by id: %', conflicts, users;
    END IF;

    SELECT count(*), string_agg("id", ', ' ORDER BY "id") INTO conflicts, users FROM "User"
    WHERE split_part(pg_temp.canonical_email("email"), '@', 2) ~ '[^ -~]';
    IF conflicts > 0 THEN
        RAISE EXCEPTION 'Nothing has been changed: % e-mail address(es) have a domain with letters beyond ASCII. Write the domain in its ASCII form (xn--...), then migrate again. Users by id: %', conflicts, users;
    END IF;

    SELECT count(*), string_agg(ids, '; ') INTO conflicts, users FROM (
        SELECT string_agg("userId", ', ' ORDER BY "userId") AS ids FROM pg_temp.live_tokens() GROUP BY "token" HAVING count(*) > 1
    ) AS shared;
    IF conflicts > 0 THEN
        RAISE EXCEPTION 'Nothing has been changed: % verification or reset token(s) are valid in several places. Set them to null (those people ask for a new link), then migrate again. Users by id: %', conflicts, users;
    END IF;
END
$$;

-- CreateEnum
CREATE TYPE "OneTimeTokenPurpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');

-- CreateEnum
CREATE TYPE "OutboxMailStatus" AS ENUM ('WAITING', 'SENT', 'DEAD');

-- DropForeignKey
ALTER TABLE "Profile" DROP CONSTRAINT "Profile_userId_fkey";

-- DropForeignKey
ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";

-- DropForeignKey
ALTER TABLE "Session" DROP CONSTRAINT "Session_userId_fkey";

-- DropForeignKey
ALTER TABLE "Account" DROP CONSTRAINT "Account_userId_fkey";

-- DropIndex
DROP INDEX "Session_sessionToken_idx";

-- CreateTable
CREATE TABLE "OneTimeToken" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "purpose" "OneTimeTokenPurpose" NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "pendingName" TEXT,
    "pendingPasswordHash" TEXT,
    "browserHash" TEXT,

    CONSTRAINT "OneTimeToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "sealedContent" BYTEA,
    "status" "OutboxMailStatus" NOT NULL DEFAULT 'WAITING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "lastError" TEXT,

    CONSTRAINT "OutboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PasswordGuesses" (
    "accountKey" TEXT NOT NULL,
    "guessedAt" TIMESTAMPTZ(3)[],
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PasswordGuesses_pkey" PRIMARY KEY ("accountKey")
);

-- CreateIndex
CREATE UNIQUE INDEX "OneTimeToken_tokenHash_key" ON "OneTimeToken"("tokenHash");

-- CreateIndex
CREATE INDEX "OneTimeToken_userId_purpose_idx" ON "OneTimeToken"("userId", "purpose");

-- CreateIndex
CREATE INDEX "OneTimeToken_expiresAt_idx" ON "OneTimeToken"("expiresAt");

-- CreateIndex
CREATE INDEX "OutboxMail_status_dueAt_idx" ON "OutboxMail"("status", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_recipient_kind_createdAt_idx" ON "OutboxMail"("recipient", "kind", "createdAt");

-- CreateIndex
CREATE INDEX "PasswordGuesses_lastAt_idx" ON "PasswordGuesses"("lastAt");

-- CreateIndex
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeToken" ADD CONSTRAINT "OneTimeToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The secrets of links in flight become hashes, findable as before. What was typed at sign-up goes with the link that confirms it.
INSERT INTO "OneTimeToken" ("id", "userId", "purpose", "tokenHash", "createdAt", "expiresAt", "pendingName", "pendingPasswordHash")
SELECT gen_random_uuid()::TEXT, live."userId", live."purpose"::"OneTimeTokenPurpose",
    encode(sha256(convert_to(live."token", 'UTF8')), 'hex'), CURRENT_TIMESTAMP, live."expiresAt",
    CASE WHEN live."purpose" = 'VERIFY_EMAIL' AND NOT u."isVerified" THEN u."name" END,
    CASE WHEN live."purpose" = 'VERIFY_EMAIL' AND NOT u."isVerified" THEN u."password" END
FROM pg_temp.live_tokens() AS live JOIN "User" AS u ON u."id" = live."userId";

-- A database that leaks must not hand out live secrets. Nothing uses the providers' tokens.
UPDATE "Session" SET "sessionToken" = encode(sha256(convert_to("sessionToken", 'UTF8')), 'hex');
UPDATE "Account" SET "access_token" = NULL, "refresh_token" = NULL, "id_token" = NULL
WHERE num_nonnulls("access_token", "refresh_token", "id_token") > 0;

UPDATE "User" SET "email" = pg_temp.canonical_email("email") WHERE "email" <> pg_temp.canonical_email("email");
ALTER TABLE "User" ADD CONSTRAINT "User_email_canonical" CHECK ("email" = lower("email"));

DROP FUNCTION pg_temp.live_tokens();
DROP FUNCTION pg_temp.canonical_email(TEXT);

-- AlterTable
ALTER TABLE "User" DROP COLUMN "resetPasswordExpiry",
DROP COLUMN "resetPasswordToken",
DROP COLUMN "verificationToken",
DROP COLUMN "verificationTokenExpiry";
