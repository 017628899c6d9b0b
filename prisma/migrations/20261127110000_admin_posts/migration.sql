-- The administrators' list of everybody's posts: by when they were changed, of one state, and by the words of their titles.

-- CreateIndex
CREATE INDEX "Post_updatedAt_id_idx" ON "Post"("updatedAt" DESC, "id" DESC);

-- By state, as `src/features/admin-posts/list-plan.ts` asks for it.
CREATE INDEX "Post_state_idx" ON "Post"(
    (CASE WHEN "published" THEN 'published' WHEN "unpublishedAt" IS NULL THEN 'draft' ELSE 'withheld' END),
    "updatedAt" DESC, "id" DESC
);

-- The words of a title, by how they begin, likewise.
CREATE INDEX "Post_words_idx" ON "Post" USING gin (
    to_tsvector('simple'::regconfig, translate("title", '.-_+/:@''', '        '))
);
