-- CreateEnum
CREATE TYPE "profile" AS ENUM ('textbook', 'rfc9293', 'linux');

-- AlterTable
ALTER TABLE "courses" ADD COLUMN     "profile" "profile" NOT NULL DEFAULT 'textbook';

-- AlterTable
ALTER TABLE "variants" ADD COLUMN     "hints" JSONB NOT NULL DEFAULT '[]';
