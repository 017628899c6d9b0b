-- Who waits before whom at one recipient.
CREATE INDEX "OutboxMail_recipient_status_createdAt_id_idx" ON "OutboxMail"("recipient", "status", "createdAt", "id");

-- Wakes the workers at commit; one notice for a statement, however many mails it writes.
CREATE FUNCTION "latchkey_push_mail"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey_outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER "latchkey_mail_owed"
    AFTER INSERT ON "OutboxMail" FOR EACH STATEMENT EXECUTE FUNCTION "latchkey_push_mail"();
