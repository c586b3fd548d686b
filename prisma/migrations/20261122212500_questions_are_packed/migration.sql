-- Questions are packed when they are drawn (src/prisma/drawn.ts), all of a call in one value, so that the database only has to
-- cut it. The version before knows both forms, and calls begin_attempts() without "drawn"; so that and the columns "prompt" and
-- "expected" can go when it does not run any more.
ALTER TABLE "variants" ALTER COLUMN "prompt" DROP NOT NULL, ALTER COLUMN "expected" DROP NOT NULL;

-- Begins attempts: each with all of its questions, the events and the jobs. Returns by ask 'started', 'busy', or 'stale' when
-- what the caller had seen is not so any more; who asked then looks again.
--
-- "seen": a list of {"version", "state", "extensions", "begun", "open"}: of the assignment and of the learner in it, how
-- many attempts they have begun, and which one is open.
-- "attempts": a list of {"id", "number", "allowed", "startedAt", "ended", "endAfterS"}, where "ended" is {"id", "at"} of an
-- open attempt whose time is up, which is finished on the way, and "endAfterS" says in how many seconds somebody is to look
-- whether the attempt is over; null: it never is by itself.
-- "questions": a list of questions; each names the ask that it belongs to, and the octets of "drawn" that it is, the first
-- being 1. "told": a list of events, each with its ask.
CREATE FUNCTION "begin_attempts"(
  "the_assignments" uuid[], "the_learners" uuid[], "seen" jsonb, "attempts_begun" jsonb, "questions" jsonb, "drawn" bytea, "told" jsonb,
  "waits" boolean
) RETURNS text[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
#variable_conflict use_column
DECLARE
  held uuid[];
  outcomes text[];
  courses uuid[];
  new_events jsonb;
BEGIN
  -- Nobody begins two attempts at a time, and nothing begins in what is being closed.
  IF waits THEN
    held := ARRAY(SELECT id FROM people WHERE id = ANY (the_learners) ORDER BY id FOR NO KEY UPDATE);
  ELSE
    held := ARRAY(SELECT id FROM people WHERE id = ANY (the_learners) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  PERFORM FROM assignments WHERE id = ANY (the_assignments) ORDER BY id FOR SHARE;

  SELECT array_agg(CASE
      WHEN ask.learner <> ALL (held) THEN 'busy'
      WHEN ((assignment.version, assignment.state::text) = ((ask.seen->>'version')::int, ask.seen->>'state')
        AND ask.seen->'extensions' = (
          SELECT coalesce(jsonb_agg(extension ORDER BY extension.id), '[]') FROM extensions extension
          WHERE extension.assignment_id = ask.assignment
            AND (extension.learner_id = ask.learner OR extension.group_id IN
                 (SELECT member.group_id FROM group_members member WHERE member.person_id = ask.learner)))
        AND (SELECT (count(*), max(id::text) FILTER (WHERE open)) IS NOT DISTINCT FROM
                    ((ask.seen->>'begun')::bigint, ask.seen->>'open')
             FROM attempts WHERE assignment_id = ask.assignment AND learner_id = ask.learner)) IS TRUE THEN 'started'
      ELSE 'stale' END ORDER BY ask.n), array_agg(assignment.course_id ORDER BY ask.n)
  INTO outcomes, courses
  FROM ROWS FROM (unnest(the_assignments, the_learners), jsonb_array_elements(seen))
    WITH ORDINALITY AS ask (assignment, learner, seen, n)
  LEFT JOIN assignments assignment ON assignment.id = ask.assignment;
  IF 'started' <> ALL (outcomes) THEN RETURN outcomes; END IF;

  UPDATE attempts SET open = NULL, finished_at = (begun.ended->>'at')::timestamptz,
                      told_end = (begun.ended->>'at')::timestamptz
  FROM ROWS FROM (jsonb_to_recordset(attempts_begun) AS ("ended" jsonb)) WITH ORDINALITY AS begun (ended, n)
  WHERE outcomes[begun.n] = 'started' AND attempts.id = (begun.ended->>'id')::uuid;
  INSERT INTO attempts (id, assignment_id, learner_id, number, allowed, started_at)
  SELECT begun.id, the_assignments[begun.n], the_learners[begun.n], begun.number, begun.allowed, begun.started_at
  FROM ROWS FROM (jsonb_to_recordset(attempts_begun) AS ("id" uuid, "number" int, "allowed" int, "startedAt" timestamptz))
    WITH ORDINALITY AS begun (id, number, allowed, started_at, n)
  WHERE outcomes[begun.n] = 'started';
  INSERT INTO variants (id, attempt_id, item_id, kind, kind_version, engine_version, seed, drawn, possible, tries, counts)
  SELECT question."id", (attempts_begun->("ask" - 1)->>'id')::uuid, "itemId", "kind", "kindVersion",
         "engineVersion", decode("seed", 'hex'), substring("drawn" FROM question."at" FOR question."octets"), "possible", "tries",
         "counts"::counts
  FROM jsonb_to_recordset(questions) AS question (
    "ask" int, "id" uuid, "itemId" uuid, "kind" text, "kindVersion" int, "engineVersion" text, "seed" text,
    "at" int, "octets" int, "possible" int, "tries" int, "counts" text)
  WHERE outcomes["ask"] = 'started';
  WITH fresh AS (
    INSERT INTO events (id, course_id, type, schema_version, data)
    SELECT event."id", courses[event."ask"], event."type", event."version", event."data"
    FROM jsonb_to_recordset(told) AS event ("ask" int, "id" uuid, "type" text, "version" int, "data" jsonb)
    WHERE outcomes[event."ask"] = 'started'
    RETURNING id
  )
  SELECT jsonb_agg(id) INTO new_events FROM fresh;
  PERFORM enqueue_job('event.fan-out', jsonb_build_object('eventIds', new_events), 0);
  PERFORM enqueue_job('attempt.end', jsonb_build_object('attemptId', begun.id), begun.end_after_s)
  FROM ROWS FROM (jsonb_to_recordset(attempts_begun) AS ("id" uuid, "endAfterS" int))
    WITH ORDINALITY AS begun (id, end_after_s, n)
  WHERE outcomes[begun.n] = 'started' AND begun.end_after_s IS NOT NULL;
  RETURN outcomes;
END $$;
