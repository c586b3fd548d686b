-- CreateEnum
CREATE TYPE "counts" AS ENUM ('earned', 'full', 'dropped');

-- CreateEnum
CREATE TYPE "regrade_state" AS ENUM ('computing', 'proposed', 'applying', 'applied', 'cancelling', 'cancelled', 'undoing', 'undone');

-- CreateEnum
CREATE TYPE "regrade_policy" AS ENUM ('replace', 'never_lower');

-- AlterTable
ALTER TABLE "items" ADD COLUMN     "counts" "counts" NOT NULL DEFAULT 'earned',
ADD COLUMN     "marking" JSONB NOT NULL DEFAULT '{"revision": 0}';

-- AlterTable
ALTER TABLE "variants" ADD COLUMN     "counts" "counts" NOT NULL DEFAULT 'earned';

-- CreateTable
CREATE TABLE "regrades" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "state" "regrade_state" NOT NULL DEFAULT 'computing',
    "working" BOOLEAN,
    "changes" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "policy" "regrade_policy",
    "lifts_overrides" BOOLEAN NOT NULL DEFAULT false,
    "items" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "applied_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "regrades_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "regrade_learners" (
    "regrade_id" UUID NOT NULL,
    "learner_id" UUID NOT NULL,
    "preview" JSONB,
    "applied" JSONB,
    "undo" JSONB,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "regrade_learners_pkey" PRIMARY KEY ("regrade_id","learner_id")
);

-- CreateIndex
CREATE INDEX "regrades_assignment_id_id_idx" ON "regrades"("assignment_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "regrades_assignment_id_working_key" ON "regrades"("assignment_id", "working");

-- CreateIndex
CREATE INDEX "regrade_learners_learner_id_idx" ON "regrade_learners"("learner_id");

-- AddForeignKey
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_learners" ADD CONSTRAINT "regrade_learners_regrade_id_fkey" FOREIGN KEY ("regrade_id") REFERENCES "regrades"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_learners" ADD CONSTRAINT "regrade_learners_learner_id_fkey" FOREIGN KEY ("learner_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What schema.prisma has no words for.
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_working"
  CHECK ("working" IS NOT DISTINCT FROM CASE WHEN "state" IN ('applying', 'cancelling', 'undoing') THEN true END);
