-- CreateTable
CREATE TABLE "SigninTally" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "failed" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,

    CONSTRAINT "SigninTally_pkey" PRIMARY KEY ("minute")
);

-- CreateTable
CREATE TABLE "SiteFinding" (
    "name" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "toldAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SiteFinding_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "OutboxMail_createdAt_recipient_idx" ON "OutboxMail"("createdAt", "recipient");
