-- CreateEnum
CREATE TYPE "release" AS ENUM ('at_once', 'after_due', 'after_close', 'by_hand');

-- CreateEnum
CREATE TYPE "variant_scope" AS ENUM ('attempt', 'learner', 'all');

-- AlterTable
ALTER TABLE "assignments" ADD COLUMN     "cooldown_s" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "draw_items" INTEGER,
ADD COLUMN     "release_correctness" "release" NOT NULL DEFAULT 'at_once',
ADD COLUMN     "release_diagnosis" "release" NOT NULL DEFAULT 'at_once',
ADD COLUMN     "release_expected" "release" NOT NULL DEFAULT 'after_due',
ADD COLUMN     "release_solution" "release" NOT NULL DEFAULT 'after_due',
ADD COLUMN     "released" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "shared_across_items" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "variant_scope" "variant_scope" NOT NULL DEFAULT 'attempt';

-- AlterTable
ALTER TABLE "scores" ADD COLUMN     "announced_version" INTEGER NOT NULL DEFAULT 0;

-- What was told before this was a matter of release.
UPDATE "scores" SET "announced_version" = "version";

-- What schema.prisma has no words for.
ALTER TABLE "assignments"
  ADD CONSTRAINT "assignments_cooldown" CHECK ("cooldown_s" BETWEEN 0 AND 604800),
  ADD CONSTRAINT "assignments_draw" CHECK ("draw_items" > 0),
  ADD CONSTRAINT "assignments_released" CHECK ("released" <@ ARRAY['correctness', 'diagnosis', 'expected', 'solution']);
ALTER TABLE "scores" ADD CONSTRAINT "scores_announced" CHECK ("announced_version" BETWEEN 0 AND "version");
