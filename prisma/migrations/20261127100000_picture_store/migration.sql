-- Where files of pictures lie that no image needs: not yet, because they were kept a moment before their image, or no more.
CREATE TABLE "StrayPicture" (
    "imageId" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StrayPicture_pkey" PRIMARY KEY ("imageId")
);

CREATE INDEX "StrayPicture_dueAt_idx" ON "StrayPicture"("dueAt");

-- Files are there before their image is, in whichever store. The trigger below deletes with it what lies in the database.
ALTER TABLE "ImageFile" DROP CONSTRAINT "ImageFile_imageId_fkey";

-- However an image is deleted, by itself or with its owner: what lies in the database goes in the same transaction, and a row tells the
-- cleaner of what may lie elsewhere, due whatever the clock says.
CREATE FUNCTION "latchkey_leave_picture"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "ImageFile" WHERE "imageId" = OLD."id";
    INSERT INTO "StrayPicture" ("imageId", "dueAt") VALUES (OLD."id", 'epoch') ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- Where a user is deleted, it runs with the rights of the tables' owner: see the migration of the audit search.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION "latchkey_leave_picture"() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER "latchkey_image_deleted"
    AFTER DELETE ON "Image" FOR EACH ROW EXECUTE FUNCTION "latchkey_leave_picture"();
