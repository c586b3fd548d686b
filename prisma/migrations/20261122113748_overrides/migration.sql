-- AlterTable
ALTER TABLE "grades" ADD COLUMN     "override_earned" INTEGER,
ADD COLUMN     "override_reason" TEXT,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "scores" ADD COLUMN     "override_earned" INTEGER,
ADD COLUMN     "override_reason" TEXT;

-- What schema.prisma has no words for: an override has its reason and is within what is possible.
ALTER TABLE "grades"
  ADD CONSTRAINT "grades_override" CHECK ("override_earned" BETWEEN 0 AND "possible"),
  ADD CONSTRAINT "grades_override_has_reason" CHECK (("override_earned" IS NULL) = ("override_reason" IS NULL));
ALTER TABLE "scores"
  ADD CONSTRAINT "scores_override" CHECK ("override_earned" >= 0),
  ADD CONSTRAINT "scores_override_has_reason" CHECK (("override_earned" IS NULL) = ("override_reason" IS NULL));
