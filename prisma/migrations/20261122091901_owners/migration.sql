-- A migration of its own: an enum's new value cannot be used in the transaction that adds it.
-- Instructors could do until now what owners can from now on.
UPDATE "members" SET "role" = 'owner' WHERE "role" = 'instructor';
