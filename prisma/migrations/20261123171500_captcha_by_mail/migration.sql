-- AlterEnum
ALTER TYPE "OneTimeTokenPurpose" ADD VALUE 'PASS_CAPTCHA';
