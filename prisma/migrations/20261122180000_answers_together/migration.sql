-- What many students do at the same moment, in one call for all of them: the functions store_answers() and start_attempt() of
-- before stay for processes of the version before, and can go when none of them runs any more.
--
-- Each takes the asks of several learners as arrays, an element each; what belongs to an ask names it by its number, from 1. No
-- learner stands in one call twice for the same assignment. Unless "waits", which is for a call with one ask, nobody is waited
-- for: when somebody else has a learner's rows locked, that ask is "busy", and nothing of it is stored. So no ask can hold up
-- another one, and no two calls can wait for each other.

-- Stores answers to different questions of one attempt each, with their grades, the scores, the events and one job that
-- spreads them. Each answer uses a try. Returns, of all asks,
--   "wholes":  by ask, why nothing of it was stored: 'busy', 'handed-in', 'closed', 'stale'; null when it was looked at
--   "numbers": by question, which try the answer was
--   "refused": by question, why it was none: 'absent', 'exhausted', 'cooling-down', 'stale'
--
-- "seen" is what the answers were judged by, a list of {"version", "extensions"}: if it has changed, or the marking, the
-- hints or the turns of a question have, the answer is "stale", and is to be judged anew. null: the attempt has ended, and
-- what was saved in time is submitted.
-- "score_events": a list of {"id", "version", "data"} of the events that tell of changed scores; null: it is not told yet.
CREATE FUNCTION "take_answers"(
  "the_attempts" uuid[], "the_assignments" uuid[], "the_learners" uuid[], "seen" jsonb, "score_events" jsonb, "answers" jsonb,
  "waits" boolean
) RETURNS jsonb LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
#variable_conflict use_column
DECLARE
  held uuid[];
  wholes text[];
  courses uuid[];
  numbers jsonb;
  refused jsonb := '{}';
  graded int[];
  told jsonb;
  told_scores jsonb;
  scored record;
BEGIN
  -- All attempts of the learners, since the scores are made of all of them. What was decided before, is looked at again
  -- from here on.
  IF waits THEN
    PERFORM FROM unnest(the_assignments, the_learners) AS ask (assignment, learner)
    JOIN attempts attempt ON attempt.assignment_id = ask.assignment AND attempt.learner_id = ask.learner
    ORDER BY attempt.id FOR UPDATE OF attempt;
  ELSE
    held := ARRAY(
      SELECT attempt.id FROM unnest(the_assignments, the_learners) AS ask (assignment, learner)
      JOIN attempts attempt ON attempt.assignment_id = ask.assignment AND attempt.learner_id = ask.learner
      ORDER BY attempt.id FOR UPDATE OF attempt SKIP LOCKED);
  END IF;

  SELECT array_agg(CASE
      WHEN NOT waits AND EXISTS (
        SELECT FROM attempts own WHERE own.assignment_id = ask.assignment AND own.learner_id = ask.learner
          AND own.id <> ALL (held)) THEN 'busy'
      WHEN attempt.open IS NOT TRUE THEN 'handed-in'
      WHEN jsonb_typeof(ask.seen) = 'null' THEN NULL
      WHEN assignment.state <> 'published' THEN 'closed'
      WHEN assignment.version <> (ask.seen->>'version')::int OR ask.seen->'extensions' <> (
        SELECT coalesce(jsonb_agg(extension ORDER BY extension.id), '[]') FROM extensions extension
        WHERE extension.assignment_id = ask.assignment
          AND (extension.learner_id = ask.learner OR extension.group_id IN
               (SELECT member.group_id FROM group_members member WHERE member.person_id = ask.learner))) THEN 'stale'
    END ORDER BY ask.n), array_agg(assignment.course_id ORDER BY ask.n)
  INTO wholes, courses
  FROM ROWS FROM (unnest(the_attempts, the_assignments, the_learners), jsonb_array_elements(seen))
    WITH ORDINALITY AS ask (attempt, assignment, learner, seen, n)
  LEFT JOIN attempts attempt ON attempt.id = ask.attempt
    AND attempt.assignment_id = ask.assignment AND attempt.learner_id = ask.learner
  LEFT JOIN assignments assignment ON assignment.id = ask.assignment;

  WITH given AS (
    SELECT * FROM jsonb_to_recordset(answers) AS (
      "ask" int, "question" uuid, "submission" uuid, "cells" jsonb, "receivedAt" timestamptz, "inGrace" boolean,
      "latePercent" int, "fromDraft" boolean, "cooldownS" int, "revision" int, "hints" int, "turns" jsonb, "grade" jsonb,
      "review" jsonb, "event" jsonb)
    WHERE wholes["ask"] IS NULL
  ), taken AS (
    UPDATE variants AS variant SET tries_used = variant.tries_used + 1
    FROM given, items item
    WHERE variant.id = given."question" AND variant.attempt_id = the_attempts[given."ask"] AND item.id = variant.item_id
      AND variant.tries_used < variant.tries
      AND (item.marking->>'revision')::int = given."revision" AND jsonb_array_length(variant.hints) = given."hints"
      AND (given."turns" IS NULL OR given."turns" = (
        SELECT coalesce(jsonb_agg(turn.move ORDER BY turn.number), '[]') FROM turns turn
        WHERE turn.variant_id = given."question" AND turn.try = variant.tries_used + 1))
      AND (given."cooldownS" = 0 OR NOT EXISTS (
        SELECT FROM submissions earlier WHERE earlier.variant_id = given."question"
          AND earlier.received_at > given."receivedAt" - make_interval(secs => given."cooldownS")))
    RETURNING given.*, variant.tries_used AS "number"
  ), done AS (
    UPDATE drafts SET submitted_version = drafts.version FROM taken WHERE drafts.variant_id = taken."question"
  ), stored AS (
    INSERT INTO submissions (id, variant_id, number, answer, received_at, in_grace, late_percent, from_draft)
    SELECT "submission", "question", "number", "cells", "receivedAt", "inGrace", "latePercent", "fromDraft" FROM taken
  ), marked AS (
    INSERT INTO grades (submission_id, earned, possible, parts, diagnosis, grader_version)
    SELECT "submission", ("grade"->>'earned')::int, ("grade"->>'possible')::int, "grade"->'parts',
           CASE WHEN jsonb_typeof("grade"->'diagnosis') = 'object' THEN "grade"->'diagnosis' END, "grade"->>'grader'
    FROM taken WHERE jsonb_typeof("grade") = 'object'
  ), waiting AS (
    INSERT INTO reviews (submission_id, course_id, assignment_id, learner_id, question, proposal, grader_version,
                         text_hash, reading_hash)
    SELECT "submission", courses["ask"], the_assignments["ask"], the_learners["ask"], "review"->>'question',
           "review"->'proposal', "review"->>'grader', decode("review"->>'textHash', 'hex'),
           decode("review"->>'readingHash', 'hex')
    FROM taken WHERE jsonb_typeof("review") = 'object'
  ), events_told AS (
    INSERT INTO events (id, course_id, type, schema_version, data)
    SELECT ("event"->>'id')::uuid, courses["ask"], "event"->>'type', ("event"->>'version')::int,
           "event"->'data' || jsonb_build_object('number', "number")
    FROM taken WHERE jsonb_typeof("event") = 'object'
  )
  SELECT coalesce(jsonb_object_agg("question", "number"), '{}'),
         array_agg(DISTINCT "ask") FILTER (WHERE jsonb_typeof("grade") = 'object'),
         coalesce(jsonb_agg("event"->'id') FILTER (WHERE jsonb_typeof("event") = 'object'), '[]')
  INTO numbers, graded, told FROM taken;

  FOR scored IN
    SELECT ask.assignment, ask.course, jsonb_typeof(ask.event) = 'object' AS is_told,
           array_agg(ask.learner) AS learners, jsonb_object_agg(ask.learner, ask.event) AS events
    FROM (SELECT the_assignments[n] AS assignment, courses[n] AS course, the_learners[n] AS learner,
                 score_events->(n - 1) AS event FROM unnest(graded) AS n) AS ask
    GROUP BY ask.assignment, ask.course, is_told
  LOOP
    IF NOT scored.is_told THEN
      PERFORM FROM refresh_scores(scored.assignment, scored.learners, false);
      CONTINUE;
    END IF;
    WITH fresh AS (
      INSERT INTO events (id, course_id, type, schema_version, data)
      SELECT (event->>'id')::uuid, scored.course, 'score.changed', (event->>'version')::int,
             event->'data' || jsonb_build_object('earned', changed.earned, 'possible', changed.possible,
                                                 'version', changed.version)
      FROM refresh_scores(scored.assignment, scored.learners, true) AS changed
      CROSS JOIN LATERAL (SELECT scored.events->(changed.learner_id::text)) AS of (event)
      RETURNING id
    )
    SELECT coalesce(jsonb_agg(id), '[]') INTO told_scores FROM fresh;
    told := told || told_scores;
  END LOOP;
  IF told <> '[]' THEN
    PERFORM enqueue_job('event.fan-out', jsonb_build_object('eventIds', told), 0);
  END IF;

  IF (SELECT count(*) FROM jsonb_object_keys(numbers)) < jsonb_array_length(answers) THEN
    SELECT coalesce(jsonb_object_agg(given."question", CASE
             WHEN variant.id IS NULL THEN 'absent'
             WHEN variant.tries_used >= variant.tries THEN 'exhausted'
             WHEN given."cooldownS" > 0 AND EXISTS (
               SELECT FROM submissions earlier WHERE earlier.variant_id = given."question"
                 AND earlier.received_at > given."receivedAt" - make_interval(secs => given."cooldownS")) THEN 'cooling-down'
             ELSE 'stale' END), '{}') INTO refused
    FROM jsonb_to_recordset(answers) AS given ("ask" int, "question" uuid, "receivedAt" timestamptz, "cooldownS" int)
    LEFT JOIN variants variant ON variant.id = given."question" AND variant.attempt_id = the_attempts[given."ask"]
    WHERE wholes[given."ask"] IS NULL AND NOT numbers ? given."question"::text;
  END IF;
  RETURN jsonb_build_object('wholes', to_jsonb(wholes), 'numbers', numbers, 'refused', refused);
END $$;

-- Begins attempts: each with all of its questions, the events and the jobs. Returns by ask 'started', 'busy', or 'stale' when
-- what the caller had seen is not so any more; who asked then looks again.
--
-- "seen": a list of {"version", "state", "extensions", "begun", "open"}: of the assignment and of the learner in it, how
-- many attempts they have begun, and which one is open.
-- "attempts": a list of {"id", "number", "allowed", "startedAt", "ended", "endAfterS"}, where "ended" is {"id", "at"} of an
-- open attempt whose time is up, which is finished on the way, and "endAfterS" says in how many seconds somebody is to look
-- whether the attempt is over; null: it never is by itself.
-- "questions": a list of lists. "told": a list of events that name the ask they belong to.
CREATE FUNCTION "begin_attempts"(
  "the_assignments" uuid[], "the_learners" uuid[], "seen" jsonb, "attempts_begun" jsonb, "questions" jsonb, "told" jsonb,
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
  INSERT INTO variants (id, attempt_id, item_id, kind, kind_version, engine_version, seed, prompt, expected, possible,
                        tries, counts)
  SELECT question."id", (attempts_begun->(begun.n::int - 1)->>'id')::uuid, "itemId", "kind", "kindVersion",
         "engineVersion", decode("seed", 'hex'), "prompt", "expected", "possible", "tries", "counts"::counts
  FROM jsonb_array_elements(questions) WITH ORDINALITY AS begun (questions, n)
  CROSS JOIN jsonb_to_recordset(begun.questions) AS question (
    "id" uuid, "itemId" uuid, "kind" text, "kindVersion" int, "engineVersion" text, "seed" text,
    "prompt" jsonb, "expected" jsonb, "possible" int, "tries" int, "counts" text)
  WHERE outcomes[begun.n] = 'started';
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
