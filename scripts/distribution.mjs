// What Citus would need to spread the service over many nodes by course: which table goes where, and which keys lack the
// course. Read from the catalogue of a migrated database; docs/operations.md shows it, and a test holds the two together.

/** With the course: its rows lie on the node of their course. Copied: on every node. Alone: on one, for nobody joins it. */
export const PLACES = {
  courses: 'course',
  members: 'course',
  former_members: 'course',
  groups: 'course',
  group_members: 'course',
  assignments: 'course',
  items: 'course',
  extensions: 'course',
  attempts: 'course',
  variants: 'course',
  drafts: 'course',
  turns: 'course',
  submissions: 'course',
  grades: 'course',
  reviews: 'course',
  scores: 'course',
  regrades: 'course',
  regrade_learners: 'course',
  events: 'course',
  endpoints: 'course',
  deliveries: 'course',
  tries: 'course',
  audit_entries: 'course',
  audit_heads: 'course',
  lms_secrets: 'course',
  lms_messages: 'course',
  people: 'copied',
  tokens: 'copied',
  idempotent_answers: 'alone',
};
const SHOWN = {
  course: 'with the course',
  copied: 'copied to every node',
  alone: 'on one node',
};

const KEYS = `
  SELECT table_of.relname AS table, coalesce(con.conname, idx.relname) AS key, con.contype = 'f' AS "isForeign",
         target.relname AS target,
         ARRAY(SELECT attname::text FROM unnest(coalesce(con.conkey, key.indkey::int2[])) n
               JOIN pg_attribute a ON a.attrelid = table_of.oid AND a.attnum = n) AS columns
  FROM pg_class table_of
  JOIN pg_index key ON key.indrelid = table_of.oid AND key.indisunique
  JOIN pg_class idx ON idx.oid = key.indexrelid
  LEFT JOIN pg_constraint con ON con.conindid = idx.oid AND con.contype IN ('p', 'u')
  LEFT JOIN pg_class target ON false
  WHERE table_of.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT table_of.relname, con.conname, true, target.relname,
         ARRAY(SELECT attname::text FROM unnest(con.conkey) n JOIN pg_attribute a ON a.attrelid = table_of.oid AND a.attnum = n)
  FROM pg_constraint con JOIN pg_class table_of ON table_of.oid = conrelid JOIN pg_class target ON target.oid = confrelid
  WHERE con.contype = 'f' AND table_of.relnamespace = 'public'::regnamespace
  ORDER BY 1, 2`;
const COLUMNS = `
  SELECT table_name AS table, bool_or(column_name = 'course_id' OR table_name = 'courses' AND column_name = 'id') AS has
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' GROUP BY 1 ORDER BY 1`;

/**
 * @param {(sql: string) => Promise<any[]>} query of a migrated database
 * @returns the rows of the table in docs/operations.md
 */
export async function distribution(query) {
  const keys = await query(KEYS);
  return (await query(COLUMNS)).map(({ table, has }) => {
    const place = PLACES[table];
    const course = table === 'courses' ? 'id' : 'course_id';
    const own = keys.filter((key) => key.table === table);
    // What is on every node may be referred to without the course; and may not refer to what is not.
    const inTheWay =
      place === 'course'
        ? own.filter(
            (key) => !key.columns.includes(course) && !(key.isForeign && PLACES[key.target] === 'copied'),
          )
        : own.filter((key) => key.isForeign && PLACES[key.target] !== place);
    const wanted = inTheWay.map(({ key }) => `\`${key}\``);
    const column = place !== 'course' ? '' : has ? 'yes' : '**no**';
    return `| \`${table}\` | ${SHOWN[place] ?? '**not said**'} | ${column} | ${wanted.join(', ')} |`;
  });
}
