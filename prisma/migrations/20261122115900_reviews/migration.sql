-- CreateTable
CREATE TABLE "reviews" (
    "submission_id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "learner_id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "proposal" JSONB NOT NULL,
    "grader_version" TEXT NOT NULL,
    "text_hash" BYTEA NOT NULL,
    "reading_hash" BYTEA,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" UUID,
    "comment" TEXT,
    "like_id" UUID,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("submission_id")
);

-- CreateIndex
CREATE INDEX "reviews_course_id_decided_at_submission_id_idx" ON "reviews"("course_id", "decided_at", "submission_id");

-- CreateIndex
CREATE INDEX "reviews_course_id_text_hash_idx" ON "reviews"("course_id", "text_hash");

-- CreateIndex
CREATE INDEX "reviews_course_id_reading_hash_idx" ON "reviews"("course_id", "reading_hash");

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_submission_id_fkey" FOREIGN KEY ("submission_id") REFERENCES "submissions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
