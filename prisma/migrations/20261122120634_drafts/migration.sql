-- AlterTable
ALTER TABLE "assignments" ADD COLUMN     "submit_drafts" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "submissions" ADD COLUMN     "from_draft" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "drafts" (
    "variant_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "cells" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "drafts_pkey" PRIMARY KEY ("variant_id")
);

-- AddForeignKey
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE CASCADE ON UPDATE CASCADE;
