-- What every answer of every student runs, as functions: a call is one round trip and one transaction, and its plans are
-- made once per connection. The settings that they carry keep the plans from hanging on statistics: each of these
-- queries goes from one learner's row to the next by an index, however large or small the tables are.

-- (learner_id, earned, possible) as the grades say: of each question the best answer after lateness, of the attempts with
-- graded answers the best, the last or their mean. A grade given by hand stands in the place of the grader's; of a question
-- that counts in full or not at all, neither matters.
CREATE FUNCTION "derived_scores"("the_assignment" uuid, "learners" uuid[])
RETURNS TABLE ("learner_id" uuid, "earned" int, "possible" int) LANGUAGE sql STABLE AS $$
  WITH best AS (
    SELECT attempt.learner_id, attempt.number, count(grade.submission_id) AS answers,
           CASE variant.counts WHEN 'dropped' THEN 0 ELSE variant.possible END AS possible,
           CASE variant.counts WHEN 'dropped' THEN 0 WHEN 'full' THEN variant.possible ELSE coalesce(max(
             (coalesce(grade.override_earned, grade.earned) * (100 - submission.late_percent) + 50) / 100), 0)
           END AS earned
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    LEFT JOIN submissions submission ON submission.variant_id = variant.id
    LEFT JOIN grades grade ON grade.submission_id = submission.id
    WHERE attempt.assignment_id = the_assignment AND attempt.learner_id = ANY (learners)
    GROUP BY attempt.id, variant.id
  ), total AS (
    SELECT best.learner_id, best.number, sum(best.earned) AS earned, sum(best.possible) AS possible
    FROM best GROUP BY best.learner_id, best.number HAVING sum(best.answers) > 0
  )
  SELECT total.learner_id,
         (CASE (SELECT assignment.score_kept FROM assignments assignment WHERE assignment.id = the_assignment)
            WHEN 'best' THEN max(total.earned)
            WHEN 'last' THEN (array_agg(total.earned ORDER BY total.number DESC))[1]
            WHEN 'mean' THEN round(avg(total.earned))
          END)::int,
         max(total.possible)::int
  FROM total GROUP BY total.learner_id
$$;

-- Brings the score rows up to the grades; what was given by hand stays. Returns the rows that changed. The caller holds the
-- learners' attempts locked; "announced" says whether it tells of what has changed. No learners: all of them.
CREATE FUNCTION "refresh_scores"("the_assignment" uuid, "learners" uuid[], "announced" boolean)
RETURNS TABLE ("learner_id" uuid, "earned" int, "possible" int, "version" int) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
#variable_conflict use_column
BEGIN
  IF learners IS NULL THEN
    learners := ARRAY(SELECT DISTINCT attempt.learner_id FROM attempts attempt WHERE attempt.assignment_id = the_assignment);
  END IF;
  RETURN QUERY
  INSERT INTO scores AS score (assignment_id, learner_id, earned, possible, announced_version)
  SELECT the_assignment, kept.learner_id, kept.earned, kept.possible, announced::int
  FROM derived_scores(the_assignment, learners) AS kept
  ON CONFLICT (assignment_id, learner_id) DO UPDATE
    SET earned = least(coalesce(score.override_earned, excluded.earned), excluded.possible),
        possible = excluded.possible, version = score.version + 1, changed_at = now(),
        announced_version = CASE WHEN announced THEN score.version + 1 ELSE score.announced_version END
    WHERE (score.earned, score.possible) IS DISTINCT FROM
          (least(coalesce(score.override_earned, excluded.earned), excluded.possible), excluded.possible)
  RETURNING score.learner_id, score.earned, score.possible, score.version;
END $$;

-- A job of pg-boss, as its own send() writes it, less the NOTIFY: PostgreSQL lets transactions that notify commit one
-- after the other only.
CREATE FUNCTION "enqueue_job"("queue_name" text, "payload" jsonb, "after_s" int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pgboss.job (id, name, data, start_after, created_on, keep_until, expire_seconds, deletion_seconds,
                          retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
  SELECT gen_random_uuid(), queue.name, payload, now() + make_interval(secs => after_s), now(),
         now() + make_interval(secs => after_s + queue.retention_seconds), queue.expire_seconds, queue.deletion_seconds,
         queue.retry_limit, queue.retry_delay, queue.retry_backoff, queue.retry_delay_max, queue.policy, queue.dead_letter,
         queue.heartbeat_seconds
  FROM pgboss.queue AS queue WHERE queue.name = queue_name;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no queue %', queue_name; END IF;
END $$;

-- Stores answers to different questions of one attempt, with their grades, the score, the events and a job that spreads
-- them. Each uses a try. Returns {"numbers": {question: which try it was}, "refused": {question: why}}, or {"whole": why}
-- when nothing of it was stored.
--
-- "seen" is what the answers were judged by, {"version", "extensions"}: if it has changed, or the marking, the hints or the
-- turns of a question have, the answer is "stale", and is to be judged anew. null: the attempt has ended, and what was
-- saved in time is submitted.
-- "score_event": {"id", "version", "data"} of the event that tells of a changed score; null: it is not told yet.
CREATE FUNCTION "store_answers"(
  "the_attempt" uuid, "the_assignment" uuid, "the_learner" uuid, "seen" jsonb, "answers" jsonb, "score_event" jsonb
) RETURNS jsonb LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
#variable_conflict use_column
DECLARE
  is_open boolean;
  the_course uuid;
  the_state text;
  is_same boolean;
  numbers jsonb;
  is_graded boolean;
  told jsonb;
  changed record;
  refused jsonb := '{}';
BEGIN
  -- All of the learner's attempts, since the score is made of all of them. What was decided before, is looked at again
  -- from here on.
  SELECT bool_or(held.open) FILTER (WHERE held.id = the_attempt) INTO is_open
  FROM (SELECT id, open FROM attempts WHERE assignment_id = the_assignment AND learner_id = the_learner
        ORDER BY id FOR UPDATE) AS held;
  IF is_open IS NOT TRUE THEN RETURN '{"whole": "handed-in"}'; END IF;
  SELECT course_id, state::text, seen IS NULL OR (version = (seen->>'version')::int AND seen->'extensions' = (
    SELECT coalesce(jsonb_agg(extension ORDER BY extension.id), '[]') FROM extensions extension
    WHERE extension.assignment_id = the_assignment
      AND (extension.learner_id = the_learner OR extension.group_id IN
           (SELECT member.group_id FROM group_members member WHERE member.person_id = the_learner))))
  INTO the_course, the_state, is_same FROM assignments WHERE id = the_assignment;
  IF seen IS NOT NULL AND the_state <> 'published' THEN RETURN '{"whole": "closed"}'; END IF;
  IF NOT is_same THEN RETURN '{"whole": "stale"}'; END IF;

  WITH given AS (
    SELECT * FROM jsonb_to_recordset(answers) AS (
      "question" uuid, "submission" uuid, "cells" jsonb, "receivedAt" timestamptz, "inGrace" boolean, "latePercent" int,
      "fromDraft" boolean, "cooldownS" int, "revision" int, "hints" int, "turns" jsonb, "grade" jsonb, "review" jsonb,
      "event" jsonb)
  ), taken AS (
    UPDATE variants AS variant SET tries_used = variant.tries_used + 1
    FROM given, items item
    WHERE variant.id = given."question" AND variant.attempt_id = the_attempt AND item.id = variant.item_id
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
  ), graded AS (
    INSERT INTO grades (submission_id, earned, possible, parts, diagnosis, grader_version)
    SELECT "submission", ("grade"->>'earned')::int, ("grade"->>'possible')::int, "grade"->'parts',
           CASE WHEN jsonb_typeof("grade"->'diagnosis') = 'object' THEN "grade"->'diagnosis' END, "grade"->>'grader'
    FROM taken WHERE jsonb_typeof("grade") = 'object'
  ), waiting AS (
    INSERT INTO reviews (submission_id, course_id, assignment_id, learner_id, question, proposal, grader_version,
                         text_hash, reading_hash)
    SELECT "submission", the_course, the_assignment, the_learner, "review"->>'question', "review"->'proposal',
           "review"->>'grader', decode("review"->>'textHash', 'hex'), decode("review"->>'readingHash', 'hex')
    FROM taken WHERE jsonb_typeof("review") = 'object'
  ), told AS (
    INSERT INTO events (id, course_id, type, schema_version, data)
    SELECT ("event"->>'id')::uuid, the_course, "event"->>'type', ("event"->>'version')::int,
           "event"->'data' || jsonb_build_object('number', "number")
    FROM taken WHERE jsonb_typeof("event") = 'object'
  )
  SELECT coalesce(jsonb_object_agg("question", "number"), '{}'), coalesce(bool_or(jsonb_typeof("grade") = 'object'), false),
         coalesce(jsonb_agg("event"->'id') FILTER (WHERE jsonb_typeof("event") = 'object'), '[]')
  INTO numbers, is_graded, told FROM taken;

  IF is_graded THEN
    SELECT * INTO changed FROM refresh_scores(the_assignment, ARRAY[the_learner], score_event IS NOT NULL);
    IF FOUND AND score_event IS NOT NULL THEN
      told := told || (score_event->'id');
      INSERT INTO events (id, course_id, type, schema_version, data)
      VALUES ((score_event->>'id')::uuid, the_course, 'score.changed', (score_event->>'version')::int,
              score_event->'data' || jsonb_build_object(
                'earned', changed.earned, 'possible', changed.possible, 'version', changed.version));
    END IF;
  END IF;
  IF told <> '[]' THEN
    PERFORM enqueue_job('event.fan-out', jsonb_build_object('eventIds', told), 0);
  END IF;

  IF (SELECT count(*) FROM jsonb_object_keys(numbers)) < jsonb_array_length(answers) THEN
    SELECT jsonb_object_agg(given."question", CASE
             WHEN variant.id IS NULL THEN 'absent'
             WHEN variant.tries_used >= variant.tries THEN 'exhausted'
             WHEN given."cooldownS" > 0 AND EXISTS (
               SELECT FROM submissions earlier WHERE earlier.variant_id = given."question"
                 AND earlier.received_at > given."receivedAt" - make_interval(secs => given."cooldownS")) THEN 'cooling-down'
             ELSE 'stale' END) INTO refused
    FROM jsonb_to_recordset(answers) AS given ("question" uuid, "receivedAt" timestamptz, "cooldownS" int)
    LEFT JOIN variants variant ON variant.id = given."question" AND variant.attempt_id = the_attempt
    WHERE NOT numbers ? given."question"::text;
  END IF;
  RETURN jsonb_build_object('numbers', numbers, 'refused', refused);
END $$;

-- Room on each page for the next version of a row: a try counted, or a score changed, then touches no index.
ALTER TABLE "variants" SET (fillfactor = 70);
ALTER TABLE "scores" SET (fillfactor = 70);
ALTER TABLE "attempts" SET (fillfactor = 80);
