-- CreateTable
CREATE TABLE "turns" (
    "variant_id" UUID NOT NULL,
    "try" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "move" TEXT NOT NULL,
    "played_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "turns_pkey" PRIMARY KEY ("variant_id","try","number")
);

-- AddForeignKey
ALTER TABLE "turns" ADD CONSTRAINT "turns_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE CASCADE ON UPDATE CASCADE;
