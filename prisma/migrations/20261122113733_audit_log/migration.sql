-- CreateTable
CREATE TABLE "audit_entries" (
    "course_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "actor_id" UUID,
    "token_id" UUID,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("course_id","seq")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "course_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "seal" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("course_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_entries_id_key" ON "audit_entries"("id");

-- CreateIndex
CREATE INDEX "audit_entries_course_id_action_seq_idx" ON "audit_entries"("course_id", "action", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_course_id_actor_id_seq_idx" ON "audit_entries"("course_id", "actor_id", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_course_id_subject_id_seq_idx" ON "audit_entries"("course_id", "subject_id", "seq");

-- What schema.prisma has no words for. ALWAYS: also when session_replication_role says that triggers rest.
CREATE FUNCTION "audit_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_is_append_only"();
ALTER TABLE "audit_entries" ENABLE ALWAYS TRIGGER "audit_is_append_only";
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_seq_positive" CHECK ("seq" > 0);
