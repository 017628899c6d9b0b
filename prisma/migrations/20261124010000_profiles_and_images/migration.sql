-- Uploaded pictures, re-encoded, and the choice of a public page.
CREATE TYPE "ImageKind" AS ENUM ('AVATAR', 'COVER');

CREATE TABLE "Image" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "kind" "ImageKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Image_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Image_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "Image_ownerId_idx" ON "Image"("ownerId");

CREATE TABLE "ImageFile" (
    "imageId" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "ImageFile_pkey" PRIMARY KEY ("imageId", "width"),
    CONSTRAINT "ImageFile_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- WebP is compressed already: the database need not try again.
ALTER TABLE "ImageFile" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

ALTER TABLE "Profile" ADD COLUMN "isPublic" BOOLEAN NOT NULL DEFAULT false;

-- New rows are held to it; what an older application wrote is left as it is.
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_age_check" CHECK ("age" BETWEEN 13 AND 130) NOT VALID;
