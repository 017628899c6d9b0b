-- AlterTable
ALTER TABLE "OneTimeToken" ADD COLUMN     "codeExpiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "codeHash" TEXT,
ADD COLUMN     "codeTries" INTEGER NOT NULL DEFAULT 0;
