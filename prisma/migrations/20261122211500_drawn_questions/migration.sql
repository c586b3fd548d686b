-- A drawn question, prompt and key, packed into one value: it is written once and read whole (src/prisma/drawn.ts). What stands
-- in the columns "prompt" and "expected" stays there; this version reads either, the next one writes this one.
ALTER TABLE "variants" ADD COLUMN "drawn" BYTEA;
-- It is packed already.
ALTER TABLE "variants" ALTER COLUMN "drawn" SET STORAGE EXTERNAL;
