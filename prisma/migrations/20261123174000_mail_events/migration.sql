-- CreateEnum
CREATE TYPE "MailOutcome" AS ENUM ('DELAYED', 'DELIVERED', 'FAILED', 'BOUNCED', 'COMPLAINED');

-- CreateEnum
CREATE TYPE "DeadAddressState" AS ENUM ('BOUNCED', 'COMPLAINED');

-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN     "linkExpiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "outcome" "MailOutcome",
ADD COLUMN     "outcomeAt" TIMESTAMPTZ(3),
ADD COLUMN     "providerId" TEXT;

-- CreateTable
CREATE TABLE "MailEvent" (
    "id" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeadAddress" (
    "addressHash" TEXT NOT NULL,
    "state" "DeadAddressState" NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "revivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeadAddress_pkey" PRIMARY KEY ("addressHash")
);

-- CreateIndex
CREATE INDEX "OutboxMail_providerId_idx" ON "OutboxMail"("providerId");

-- CreateIndex
CREATE INDEX "OutboxMail_status_createdAt_id_idx" ON "OutboxMail"("status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "MailEvent_receivedAt_idx" ON "MailEvent"("receivedAt");

-- CreateIndex
CREATE INDEX "DeadAddress_since_idx" ON "DeadAddress"("since");
