-- CreateTable
CREATE TABLE "SpentCaptcha" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SpentCaptcha_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SpentCaptcha_expiresAt_idx" ON "SpentCaptcha"("expiresAt");
