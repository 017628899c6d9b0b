-- Two rows that were looked for among all of one owner's, who may have thousands: the token of a session's line whose successor is kept,
-- of which there is one at most, and the post that a cover belongs to.

CREATE INDEX "RefreshToken_sealed_idx" ON "RefreshToken"("sessionId") WHERE "sealedSuccessor" IS NOT NULL;
CREATE INDEX "Post_coverImage_idx" ON "Post"("coverImage") WHERE "coverImage" IS NOT NULL;
