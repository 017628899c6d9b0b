-- What one session did, and what one request did, among ten million events.
-- CreateIndex
CREATE INDEX "AuditEvent_sessionId_number_idx" ON "AuditEvent"("sessionId", "number");

-- CreateIndex
CREATE INDEX "AuditEvent_requestId_number_idx" ON "AuditEvent"("requestId", "number");
