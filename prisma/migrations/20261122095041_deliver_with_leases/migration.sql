-- CreateEnum
CREATE TYPE "delivery_origin" AS ENUM ('event', 'redelivery', 'replay', 'ping');

-- DropIndex
DROP INDEX "deliveries_event_id_endpoint_id_key";

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "schema_version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "spread_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "endpoints" ADD COLUMN     "disabled_at" TIMESTAMPTZ(3),
ADD COLUMN     "disabled_reason" TEXT,
ADD COLUMN     "event_types" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "failing_since" TIMESTAMPTZ(3),
ADD COLUMN     "previous_secret" BYTEA,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "quiet_until" TIMESTAMPTZ(3),
ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "leased_until" TIMESTAMPTZ(3),
ADD COLUMN     "number" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "origin" "delivery_origin" NOT NULL DEFAULT 'event';

-- AlterTable
ALTER TABLE "tries" ADD COLUMN     "answer" TEXT,
ADD COLUMN     "late" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "events_spread_at_id_idx" ON "events"("spread_at", "id");

-- CreateIndex
CREATE INDEX "deliveries_endpoint_id_state_due_at_idx" ON "deliveries"("endpoint_id", "state", "due_at");

-- CreateIndex
CREATE INDEX "deliveries_endpoint_id_leased_until_idx" ON "deliveries"("endpoint_id", "leased_until");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_event_id_endpoint_id_number_key" ON "deliveries"("event_id", "endpoint_id", "number");
