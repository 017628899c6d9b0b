-- Guesses in a row, until the right password, and when the owner was told of them.
ALTER TABLE "PasswordGuesses" ADD COLUMN "inARow" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "ownerToldAt" TIMESTAMPTZ(3);

CREATE INDEX "PasswordGuesses_inARow_lastAt_idx" ON "PasswordGuesses"("inARow", "lastAt");

-- The owner of guessed-at accounts is found by the key under which their guesses are counted.
CREATE INDEX "User_accountKey_idx" ON "User" (encode(sha256("email"::bytea), 'hex'));

ALTER TYPE "OneTimeTokenPurpose" ADD VALUE 'KNOW_DEVICE';
