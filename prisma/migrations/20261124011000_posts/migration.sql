-- When a post was first published, which of two saves came later, and what a moderator decided.
ALTER TABLE "Post" ADD COLUMN "publishedAt" TIMESTAMPTZ(3),
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "unpublishedAt" TIMESTAMPTZ(3),
    ADD COLUMN "unpublishReason" TEXT;

-- The starting schema kept no day of publishing: the day that a post was begun is the nearest.
UPDATE "Post" SET "publishedAt" = "createdAt" AT TIME ZONE 'UTC' WHERE "published";

-- Whoever publishes without saying when, as an older application does while this one starts, gives the post a place in the list all the same.
CREATE FUNCTION latchkey_date_published_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."publishedAt" := NEW."createdAt" AT TIME ZONE 'UTC';
    RETURN NEW;
END;
$$;

CREATE TRIGGER "Post_date_published" BEFORE INSERT OR UPDATE ON "Post"
    FOR EACH ROW WHEN (NEW."published" AND NEW."publishedAt" IS NULL) EXECUTE FUNCTION latchkey_date_published_post();

-- CreateIndex
CREATE INDEX "Post_published_publishedAt_id_idx" ON "Post"("published", "publishedAt" DESC, "id" DESC);
CREATE INDEX "Post_authorId_updatedAt_id_idx" ON "Post"("authorId", "updatedAt" DESC, "id" DESC);
CREATE INDEX "Post_authorId_published_publishedAt_id_idx" ON "Post"("authorId", "published", "publishedAt" DESC, "id" DESC);

-- Their work is the above ones' now.
DROP INDEX "Post_authorId_idx";
DROP INDEX "Post_published_createdAt_id_idx";
