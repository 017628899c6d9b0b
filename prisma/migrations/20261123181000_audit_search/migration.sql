-- What one session did, and what one request did, among ten million events.
-- CreateIndex
CREATE INDEX "AuditEvent_sessionId_number_idx" ON "AuditEvent"("sessionId", "number");

-- CreateIndex
CREATE INDEX "AuditEvent_requestId_number_idx" ON "AuditEvent"("requestId", "number");

-- Deletes the oldest seals whose events are all older than a time, these events, and the hours' counts from before; answers how many
-- events went. The newest seal stays however old it is, so that no position is given twice. Counts younger than thirty days stay too.
CREATE OR REPLACE FUNCTION "latchkey_forget_audit"(before timestamptz, limit_ integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  last_position bigint;
  amount integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('latchkey audit seal')) THEN RETURN 0; END IF;
  DELETE FROM "AuditTally" WHERE "hour" < least(before, now() - interval '30 days');
  SELECT max("position") INTO last_position FROM (
    SELECT "position", bool_and("sealedAt" < before) OVER (ORDER BY "position") AS is_old FROM (
      SELECT "position", "sealedAt" FROM "AuditSeal" ORDER BY "position" LIMIT limit_
    ) AS oldest
  ) AS judged WHERE is_old AND "position" < (SELECT max("position") FROM "AuditSeal");
  IF last_position IS NULL THEN RETURN 0; END IF;
  DELETE FROM "AuditEvent" WHERE "seal" <= last_position;
  GET DIAGNOSTICS amount = ROW_COUNT;
  DELETE FROM "AuditSeal" WHERE "position" <= last_position;
  RETURN amount;
END
$$;

-- What runs with its owner's rights must not be given a caller's temporary table in the place of one of ours, and these come first
-- where they are not named last.
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY['"latchkey_seal_audit"(integer)', '"latchkey_forget_audit"(timestamptz, integer)',
    '"latchkey_keep_audit_event"()', '"latchkey_keep_audit_seal"()']
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
  END LOOP;
END
$$;
