-- A form's own key, so that what one form sends twice makes one post.
ALTER TABLE "Post" ADD COLUMN "createKey" UUID;

CREATE UNIQUE INDEX "Post_authorId_createKey_key" ON "Post"("authorId", "createKey");

-- What an author wrote on of a published post and nobody else reads. A table of its own, so that no query for readers can bring it along.
CREATE TABLE "WorkingCopy" (
    "postId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkingCopy_pkey" PRIMARY KEY ("postId"),
    CONSTRAINT "WorkingCopy_postId_fkey" FOREIGN KEY ("postId") REFERENCES "Post"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
