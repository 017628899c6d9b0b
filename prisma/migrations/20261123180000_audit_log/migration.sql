-- CreateEnum
CREATE TYPE "AuditResult" AS ENUM ('OK', 'REFUSED');

-- CreateTable
CREATE TABLE "AuditEvent" (
    "number" BIGSERIAL NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT NOT NULL,
    "result" "AuditResult" NOT NULL,
    "reason" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "actorId" TEXT,
    "subjectId" TEXT,
    "sessionId" TEXT,
    "place" TEXT,
    "agent" TEXT,
    "requestId" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "seal" BIGINT,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "AuditSeal" (
    "position" BIGINT NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL,
    "events" INTEGER NOT NULL,
    "previousHash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "AuditSeal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "AuditTally" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT NOT NULL,
    "result" "AuditResult" NOT NULL,
    "reason" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "AuditTally_pkey" PRIMARY KEY ("hour","name","result","reason","method")
);

-- CreateIndex
CREATE INDEX "AuditEvent_createdAt_idx" ON "AuditEvent"("createdAt");

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_number_idx" ON "AuditEvent"("actorId", "number");

-- CreateIndex
CREATE INDEX "AuditEvent_subjectId_number_idx" ON "AuditEvent"("subjectId", "number");

-- CreateIndex
CREATE INDEX "AuditEvent_name_number_idx" ON "AuditEvent"("name", "number");

-- CreateIndex
CREATE INDEX "AuditEvent_seal_idx" ON "AuditEvent"("seal");

-- What a seal covers of an event: every column but the seal itself, in one unambiguous form.
CREATE FUNCTION "latchkey_audit_text"(e "AuditEvent") RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(e."number", extract(epoch FROM e."createdAt"), e."name", e."result", e."reason", e."count", e."actorId",
    e."subjectId", e."sessionId", e."place", e."agent", e."requestId", e."details")::text
$$;

CREATE FUNCTION "latchkey_audit_link"(previous bytea, position_ bigint, events text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(previous || convert_to(position_::text || E'\n' || events, 'UTF8'))
$$;

-- Whatever role asks: an event may get its first seal, and go thirty days after that; nothing else about it changes.
CREATE FUNCTION "latchkey_keep_audit_event"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW."seal" := NULL;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD."seal" IS NULL AND NEW."seal" IS NOT NULL AND "latchkey_audit_text"(OLD) = "latchkey_audit_text"(NEW) THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM "AuditSeal" s WHERE s."position" = OLD."seal" AND s."sealedAt" < now() - interval '30 days') THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "latchkey_audit_event_kept" BEFORE INSERT OR UPDATE OR DELETE ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION "latchkey_keep_audit_event"();
CREATE TRIGGER "latchkey_audit_event_not_truncated" BEFORE TRUNCATE ON "AuditEvent" FOR EACH STATEMENT EXECUTE FUNCTION "latchkey_keep_audit_event"();

CREATE FUNCTION "latchkey_keep_audit_seal"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD."sealedAt" < now() - interval '30 days' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "latchkey_audit_seal_kept" BEFORE UPDATE OR DELETE ON "AuditSeal" FOR EACH ROW EXECUTE FUNCTION "latchkey_keep_audit_seal"();
CREATE TRIGGER "latchkey_audit_seal_not_truncated" BEFORE TRUNCATE ON "AuditSeal" FOR EACH STATEMENT EXECUTE FUNCTION "latchkey_keep_audit_seal"();

-- Seals up to a number of committed events and counts them for the overview; answers them in their order. One caller at a time: who
-- comes meanwhile answers none. Runs with its owner's rights, so that the app's role needs none but to insert and to read.
CREATE FUNCTION "latchkey_seal_audit"(limit_ integer) RETURNS SETOF "AuditEvent"
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  next_position bigint;
  previous bytea;
  covered text;
  amount integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('latchkey audit seal')) THEN RETURN; END IF;
  SELECT "position" + 1, "hash" INTO next_position, previous FROM "AuditSeal" ORDER BY "position" DESC LIMIT 1;
  IF next_position IS NULL THEN
    next_position := 1;
    previous := '\x';
  END IF;
  UPDATE "AuditEvent" SET "seal" = next_position
    WHERE "number" IN (SELECT "number" FROM "AuditEvent" WHERE "seal" IS NULL ORDER BY "number" LIMIT limit_);
  GET DIAGNOSTICS amount = ROW_COUNT;
  IF amount = 0 THEN RETURN; END IF;
  SELECT string_agg("latchkey_audit_text"(e), E'\n' ORDER BY e."number") INTO covered FROM "AuditEvent" e WHERE e."seal" = next_position;
  INSERT INTO "AuditSeal" ("position", "sealedAt", "events", "previousHash", "hash")
    VALUES (next_position, now(), amount, previous, "latchkey_audit_link"(previous, next_position, covered));
  INSERT INTO "AuditTally" AS tally ("hour", "name", "result", "reason", "method", "count")
    SELECT date_trunc('hour', e."createdAt", 'UTC'), e."name", e."result", coalesce(e."reason", ''), coalesce(e."details"->>'method', ''),
      sum(e."count")
    FROM "AuditEvent" e WHERE e."seal" = next_position GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT ("hour", "name", "result", "reason", "method") DO UPDATE SET "count" = tally."count" + excluded."count";
  RETURN QUERY SELECT e.* FROM "AuditEvent" e WHERE e."seal" = next_position ORDER BY e."number";
END
$$;

-- Deletes the oldest seals whose events are all older than a time, and these events; answers how many events went. The chain goes on
-- from the oldest seal that is left.
CREATE FUNCTION "latchkey_forget_audit"(before timestamptz, limit_ integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  last_position bigint;
  amount integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('latchkey audit seal')) THEN RETURN 0; END IF;
  SELECT max("position") INTO last_position FROM (
    SELECT "position", bool_and("sealedAt" < before) OVER (ORDER BY "position") AS is_old FROM (
      SELECT "position", "sealedAt" FROM "AuditSeal" ORDER BY "position" LIMIT limit_
    ) AS oldest
  ) AS judged WHERE is_old;
  IF last_position IS NULL THEN RETURN 0; END IF;
  DELETE FROM "AuditEvent" WHERE "seal" <= last_position;
  GET DIAGNOSTICS amount = ROW_COUNT;
  DELETE FROM "AuditSeal" WHERE "position" <= last_position;
  RETURN amount;
END
$$;

REVOKE ALL ON FUNCTION "latchkey_seal_audit"(integer), "latchkey_forget_audit"(timestamptz, integer) FROM PUBLIC;
