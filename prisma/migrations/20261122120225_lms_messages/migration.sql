-- CreateTable
CREATE TABLE "lms_secrets" (
    "course_id" UUID NOT NULL,
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lms_secrets_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "lms_messages" (
    "course_id" UUID NOT NULL,
    "message_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "answer" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lms_messages_pkey" PRIMARY KEY ("course_id","message_id")
);

-- CreateIndex
CREATE INDEX "lms_messages_received_at_idx" ON "lms_messages"("received_at");

-- AddForeignKey
ALTER TABLE "lms_secrets" ADD CONSTRAINT "lms_secrets_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lms_messages" ADD CONSTRAINT "lms_messages_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE CASCADE ON UPDATE CASCADE;
