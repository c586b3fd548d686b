-- AlterTable
ALTER TABLE "assignments" ADD COLUMN     "closed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "told_end" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "former_members" (
    "course_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "lms_id" TEXT,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "former_members_pkey" PRIMARY KEY ("course_id","person_id")
);

-- CreateIndex
CREATE INDEX "former_members_course_id_lms_id_idx" ON "former_members"("course_id", "lms_id");

-- CreateIndex
CREATE INDEX "former_members_person_id_idx" ON "former_members"("person_id");

-- AddForeignKey
ALTER TABLE "former_members" ADD CONSTRAINT "former_members_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "former_members" ADD CONSTRAINT "former_members_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What ended before receivers were told of it is not told any more.
UPDATE "assignments" SET "closed_at" = now() WHERE "state" IN ('closed', 'archived');
UPDATE "attempts" SET "told_end" = "finished_at" WHERE "finished_at" IS NOT NULL;
