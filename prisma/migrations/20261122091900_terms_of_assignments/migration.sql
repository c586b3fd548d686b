-- CreateEnum
CREATE TYPE "mode" AS ENUM ('practice', 'homework', 'exam');

-- CreateEnum
CREATE TYPE "score_kept" AS ENUM ('best', 'last', 'mean');

-- AlterEnum
ALTER TYPE "role" ADD VALUE 'owner';
ALTER TYPE "role" ADD VALUE 'assistant';

-- AlterEnum
ALTER TYPE "assignment_state" ADD VALUE 'closed';
ALTER TYPE "assignment_state" ADD VALUE 'archived';

-- AlterTable
ALTER TABLE "assignments" ADD COLUMN     "attempts_allowed" INTEGER DEFAULT 1,
ADD COLUMN     "closes_at" TIMESTAMPTZ(3),
ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "grace_s" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "late_percent" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "late_period_s" INTEGER NOT NULL DEFAULT 86400,
ADD COLUMN     "mode" "mode" NOT NULL DEFAULT 'homework',
ADD COLUMN     "opens_at" TIMESTAMPTZ(3),
ADD COLUMN     "score_kept" "score_kept" NOT NULL DEFAULT 'best',
ADD COLUMN     "time_limit_s" INTEGER,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "allowed" INTEGER,
ADD COLUMN     "finished_at" TIMESTAMPTZ(3),
ADD COLUMN     "open" BOOLEAN DEFAULT true;

-- AlterTable
ALTER TABLE "variants" ADD COLUMN     "tries_used" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "submissions" ADD COLUMN     "in_grace" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "late_percent" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "groups" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_members" (
    "course_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "group_members_pkey" PRIMARY KEY ("group_id","person_id")
);

-- CreateTable
CREATE TABLE "extensions" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "learner_id" UUID,
    "group_id" UUID,
    "opens_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),
    "extra_time_percent" INTEGER,
    "attempts_allowed" INTEGER,

    CONSTRAINT "extensions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "groups_course_id_name_key" ON "groups"("course_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "groups_course_id_id_key" ON "groups"("course_id", "id");

-- CreateIndex
CREATE INDEX "group_members_course_id_person_id_idx" ON "group_members"("course_id", "person_id");

-- CreateIndex
CREATE INDEX "extensions_learner_id_idx" ON "extensions"("learner_id");

-- CreateIndex
CREATE INDEX "extensions_group_id_idx" ON "extensions"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "extensions_assignment_id_learner_id_key" ON "extensions"("assignment_id", "learner_id");

-- CreateIndex
CREATE UNIQUE INDEX "extensions_assignment_id_group_id_key" ON "extensions"("assignment_id", "group_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_assignment_id_learner_id_open_key" ON "attempts"("assignment_id", "learner_id", "open");

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_course_id_group_id_fkey" FOREIGN KEY ("course_id", "group_id") REFERENCES "groups"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_course_id_person_id_fkey" FOREIGN KEY ("course_id", "person_id") REFERENCES "members"("course_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_learner_id_fkey" FOREIGN KEY ("learner_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Tries made so far.
UPDATE "variants" SET "tries_used" = (SELECT count(*) FROM "submissions" WHERE "variant_id" = "variants"."id");

-- What schema.prisma has no words for.
ALTER TABLE "assignments"
  ADD CONSTRAINT "assignments_dates_in_order" CHECK ("opens_at" <= "due_at" AND "due_at" <= "closes_at" AND "opens_at" <= "closes_at"),
  ADD CONSTRAINT "assignments_grace" CHECK ("grace_s" BETWEEN 0 AND 86400),
  ADD CONSTRAINT "assignments_late" CHECK ("late_percent" BETWEEN 0 AND 100 AND "late_period_s" > 0),
  ADD CONSTRAINT "assignments_time_limit" CHECK ("time_limit_s" > 0),
  ADD CONSTRAINT "assignments_attempts" CHECK ("attempts_allowed" > 0);
ALTER TABLE "extensions"
  ADD CONSTRAINT "extensions_for_one" CHECK (num_nonnulls("learner_id", "group_id") = 1),
  ADD CONSTRAINT "extensions_extra_time" CHECK ("extra_time_percent" BETWEEN 0 AND 1000),
  ADD CONSTRAINT "extensions_attempts" CHECK ("attempts_allowed" > 0);
ALTER TABLE "attempts"
  ADD CONSTRAINT "attempts_within_allowed" CHECK ("number" BETWEEN 1 AND "allowed"),
  ADD CONSTRAINT "attempts_open_until_finished" CHECK ("open" IS NOT DISTINCT FROM CASE WHEN "finished_at" IS NULL THEN true END);
ALTER TABLE "variants" ADD CONSTRAINT "variants_tries_within_limit" CHECK ("tries_used" BETWEEN 0 AND "tries");
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_late_percent" CHECK ("late_percent" BETWEEN 0 AND 100);

-- draft -> published -> closed -> archived; what is closed may be opened again.
CREATE FUNCTION "assignment_state_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."state"::text, NEW."state"::text) NOT IN
     (('draft', 'published'), ('published', 'closed'), ('closed', 'published'), ('closed', 'archived')) THEN
    RAISE EXCEPTION 'an assignment cannot go from % to %', OLD."state", NEW."state" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "assignment_state_changes" BEFORE UPDATE OF "state" ON "assignments"
  FOR EACH ROW WHEN (OLD."state" IS DISTINCT FROM NEW."state") EXECUTE FUNCTION "assignment_state_changes"();
