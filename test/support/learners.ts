// Many learners who have done the same as one: made in the database, since a class of hundreds over HTTP takes minutes.
import type { Database } from '../../src/prisma/database.js';

/** Copies a student of a course with all attempts, answers, grades and scores, so many times. Returns the new ids. */
export async function cloneLearner(db: Database, learnerId: string, count: number): Promise<string[]> {
  const source = learnerId.replaceAll(/[^0-9a-f-]/g, '');
  await db.$executeRawUnsafe(`
    DO $$
    DECLARE copy uuid; made uuid; asked uuid; given uuid;
            attempt attempts%ROWTYPE; variant variants%ROWTYPE; answered submissions%ROWTYPE;
    BEGIN
      FOR i IN 1..${Math.floor(count)} LOOP
        copy := gen_random_uuid();
        INSERT INTO people (id, name) VALUES (copy, 'Copy ' || i);
        INSERT INTO members (course_id, person_id, role)
          SELECT course_id, copy, role FROM members WHERE person_id = '${source}';
        FOR attempt IN SELECT * FROM attempts WHERE learner_id = '${source}' LOOP
          made := gen_random_uuid();
          INSERT INTO attempts SELECT (jsonb_populate_record(attempt, jsonb_build_object('id', made, 'learner_id', copy))).*;
          FOR variant IN SELECT * FROM variants WHERE attempt_id = attempt.id LOOP
            asked := gen_random_uuid();
            INSERT INTO variants SELECT (jsonb_populate_record(variant, jsonb_build_object('id', asked, 'attempt_id', made))).*;
            FOR answered IN SELECT * FROM submissions WHERE variant_id = variant.id LOOP
              given := gen_random_uuid();
              INSERT INTO submissions
                SELECT (jsonb_populate_record(answered, jsonb_build_object('id', given, 'variant_id', asked))).*;
              INSERT INTO grades SELECT (jsonb_populate_record(grade, jsonb_build_object('submission_id', given))).*
                FROM grades grade WHERE submission_id = answered.id;
            END LOOP;
          END LOOP;
        END LOOP;
        INSERT INTO scores SELECT (jsonb_populate_record(score, jsonb_build_object('learner_id', copy))).*
          FROM scores score WHERE learner_id = '${source}';
      END LOOP;
    END $$`);
  const rows = await db.$queryRaw<
    { id: string }[]
  >`SELECT id FROM people WHERE name LIKE 'Copy %' ORDER BY id`;
  return rows.map(({ id }) => id);
}
