-- Begins an attempt: the attempt with all of its questions, the events and the jobs, in one call. Returns 'started', or
-- 'stale' when what the caller had seen is not so any more; it then looks again.
--
-- "seen": {"version", "state", "extensions", "begun", "open"}: of the assignment and of the learner in it, how many attempts
-- they have begun, and which one is open.
-- "ended": {"id", "at"} of an open attempt whose time is up, which is finished on the way.
-- "end_after_s": in how many seconds somebody is to look whether the attempt is over; null: it never is by itself.
CREATE FUNCTION "start_attempt"(
  "the_assignment" uuid, "the_learner" uuid, "seen" jsonb, "attempt" jsonb, "questions" jsonb, "told" jsonb, "ended" jsonb,
  "end_after_s" int
) RETURNS text LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
#variable_conflict use_column
DECLARE
  the_course uuid;
  is_same boolean;
BEGIN
  -- Nobody begins two attempts at a time, and nothing begins in what is being closed.
  PERFORM FROM people WHERE id = the_learner FOR NO KEY UPDATE;
  PERFORM FROM assignments WHERE id = the_assignment FOR SHARE;
  SELECT course_id, (version, state::text) = ((seen->>'version')::int, seen->>'state')
    AND seen->'extensions' = (
      SELECT coalesce(jsonb_agg(extension ORDER BY extension.id), '[]') FROM extensions extension
      WHERE extension.assignment_id = the_assignment
        AND (extension.learner_id = the_learner OR extension.group_id IN
             (SELECT member.group_id FROM group_members member WHERE member.person_id = the_learner)))
    AND (SELECT (count(*), max(id::text) FILTER (WHERE open)) IS NOT DISTINCT FROM
                ((seen->>'begun')::bigint, seen->>'open')
         FROM attempts WHERE assignment_id = the_assignment AND learner_id = the_learner)
  INTO the_course, is_same FROM assignments WHERE id = the_assignment;
  IF is_same IS NOT TRUE THEN RETURN 'stale'; END IF;

  UPDATE attempts SET open = NULL, finished_at = (ended->>'at')::timestamptz, told_end = (ended->>'at')::timestamptz
  WHERE id = (ended->>'id')::uuid;
  INSERT INTO attempts (id, assignment_id, learner_id, number, allowed, started_at)
  VALUES ((attempt->>'id')::uuid, the_assignment, the_learner, (attempt->>'number')::int, (attempt->>'allowed')::int,
          (attempt->>'startedAt')::timestamptz);
  INSERT INTO variants (id, attempt_id, item_id, kind, kind_version, engine_version, seed, prompt, expected, possible,
                        tries, counts)
  SELECT question."id", (attempt->>'id')::uuid, "itemId", "kind", "kindVersion", "engineVersion", decode("seed", 'hex'),
         "prompt", "expected", "possible", "tries", "counts"::counts
  FROM jsonb_to_recordset(questions) AS question (
    "id" uuid, "itemId" uuid, "kind" text, "kindVersion" int, "engineVersion" text, "seed" text, "prompt" jsonb,
    "expected" jsonb, "possible" int, "tries" int, "counts" text);
  INSERT INTO events (id, course_id, type, schema_version, data)
  SELECT event."id", the_course, event."type", event."version", event."data"
  FROM jsonb_to_recordset(told) AS event ("id" uuid, "type" text, "version" int, "data" jsonb);
  PERFORM enqueue_job('event.fan-out', jsonb_build_object('eventIds', jsonb_path_query_array(told, '$[*].id')), 0);
  IF end_after_s IS NOT NULL THEN
    PERFORM enqueue_job('attempt.end', jsonb_build_object('attemptId', attempt->'id'), end_after_s);
  END IF;
  RETURN 'started';
END $$;
