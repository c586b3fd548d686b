-- Splits submissions and their grades into a partition for each month, in one transaction, in a maintenance window:
--   psql "$DATABASE_OWNER_URL" --single-transaction -v ON_ERROR_STOP=1 -f ops/postgres/submissions-by-month.sql
-- The month is that of the id, which is a UUID of version 7 and begins with the milliseconds since 1970. So the primary key
-- and every foreign key to it stay what they are, a submission is found in one partition by its id, and the service and its
-- migrations go on as before. test/medium/partitions.spec.ts runs the service on it.

SET LOCAL lock_timeout = '10s';

DO $$ BEGIN
  IF (SELECT relkind FROM pg_class WHERE oid = 'submissions'::regclass) = 'p' THEN
    RAISE EXCEPTION 'submissions are partitioned already';
  END IF;
END $$;

LOCK TABLE submissions, grades, reviews IN ACCESS EXCLUSIVE MODE;

-- The first id that a moment can have.
CREATE FUNCTION first_id_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- Makes the partitions from the month of "moment" on, for so many months. Run it every month, for some months ahead: what
-- falls in no month goes into the default partition, and is never refused.
CREATE FUNCTION make_months(moment timestamptz, months int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month timestamptz;
  parent text;
BEGIN
  FOR n IN 0..months LOOP
    month := (date_trunc('month', moment AT TIME ZONE 'UTC') + make_interval(months => n)) AT TIME ZONE 'UTC';
    FOREACH parent IN ARRAY ARRAY['submissions', 'grades'] LOOP
      EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        parent || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM'), parent, first_id_of(month),
        first_id_of((month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'));
    END LOOP;
  END LOOP;
END $$;

-- What hangs on the two tables, to be made again on the new ones as it was.
CREATE TEMPORARY TABLE kept ON COMMIT DROP AS
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS take_down,
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS put_up
  FROM pg_constraint
  WHERE contype = 'f' AND (conrelid IN ('submissions'::regclass, 'grades'::regclass)
    OR confrelid IN ('submissions'::regclass, 'grades'::regclass));
CREATE TEMPORARY TABLE granted ON COMMIT DROP AS
  SELECT format('GRANT %s ON %I TO %I', privilege_type, table_name, grantee) AS put_up
  FROM information_schema.role_table_grants
  WHERE table_schema = 'public' AND table_name IN ('submissions', 'grades') AND grantee <> grantor;
DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT take_down FROM kept LOOP EXECUTE one; END LOOP;
END $$;

-- A unique key has to hold what it is partitioned by: that a question has each try once is kept beside it.
CREATE TABLE submission_numbers (
  variant_id uuid NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
  number int NOT NULL,
  CONSTRAINT submission_numbers_pkey PRIMARY KEY (variant_id, number)
);
INSERT INTO submission_numbers SELECT variant_id, number FROM submissions;

ALTER TABLE submissions RENAME TO submissions_before;
ALTER TABLE grades RENAME TO grades_before;
ALTER TABLE submissions_before RENAME CONSTRAINT submissions_pkey TO submissions_before_pkey;
ALTER TABLE grades_before RENAME CONSTRAINT grades_pkey TO grades_before_pkey;
DROP INDEX submissions_variant_id_number_key;

CREATE TABLE submissions (LIKE submissions_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
  PARTITION BY RANGE (id);
CREATE TABLE grades (LIKE grades_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
  PARTITION BY RANGE (submission_id);
ALTER TABLE submissions ADD CONSTRAINT submissions_pkey PRIMARY KEY (id);
ALTER TABLE grades ADD CONSTRAINT grades_pkey PRIMARY KEY (submission_id);
CREATE INDEX submissions_variant_id_number_idx ON submissions (variant_id, number);
CREATE TABLE submissions_default PARTITION OF submissions DEFAULT;
CREATE TABLE grades_default PARTITION OF grades DEFAULT;

-- From the first month there is to three months from now.
DO $$
DECLARE
  first timestamptz;
BEGIN
  SELECT coalesce(min(received_at), now()) INTO first FROM submissions_before;
  PERFORM make_months(first, ((extract(year FROM now()) - extract(year FROM first)) * 12
    + extract(month FROM now()) - extract(month FROM first) + 3)::int);
END $$;

INSERT INTO submissions SELECT * FROM submissions_before;
INSERT INTO grades SELECT * FROM grades_before;

DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT put_up FROM kept LOOP EXECUTE one; END LOOP;
  FOR one IN SELECT put_up FROM granted LOOP EXECUTE one; END LOOP;
END $$;

-- As the tables' owner: the application itself has no business with the numbers.
CREATE FUNCTION keep_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO submission_numbers VALUES (NEW.variant_id, NEW.number);
  RETURN NULL;
END $$;
CREATE TRIGGER keep_number AFTER INSERT ON submissions FOR EACH ROW EXECUTE FUNCTION keep_number();

DROP TABLE submissions_before, grades_before;
ANALYZE submissions, grades, submission_numbers;
