-- Nobody has more than twenty sessions on devices and in apps (`sessionsMax`): with one more the oldest ends, by whatever statement it
-- was opened. Whoever opens one holds the person's row, so this sees every session that was opened before. Expand only: an instance of
-- the version before makes room by itself, and nothing is left to do here.
CREATE FUNCTION "latchkey_cap_sessions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "Session" WHERE "id" IN (
        SELECT "id" FROM "Session" WHERE "userId" = NEW."userId" AND "kind" <> 'TOKEN'
        ORDER BY ("id" = NEW."id") DESC, "createdAt" DESC, "id" OFFSET 20
    );
    RETURN NULL;
END
$$;

-- A restore of rows alone names no schema to look in.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION "latchkey_cap_sessions"() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER "latchkey_session_opened"
    AFTER INSERT ON "Session" FOR EACH ROW WHEN (NEW."kind" <> 'TOKEN') EXECUTE FUNCTION "latchkey_cap_sessions"();
