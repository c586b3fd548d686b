// The role that the application works as, when it is not the owner of its tables. It reads and writes rows; it changes
// no table, drops no trigger, and of the audit log it can only write new entries.
import { createHmac } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { MIGRATION_LOCK } from './migrations.js';

const EMBEDDED_ROLE = 'lastack_app';
/** Tables whose rows the application must not alter, and what it may do. */
const KEPT = { audit_entries: 'SELECT, INSERT', _prisma_migrations: 'SELECT' };

/** The URL under which the application uses the embedded database. Its password follows from the owner's. */
export function embeddedAppUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update(EMBEDDED_ROLE).digest('hex');
  url.username = EMBEDDED_ROLE;
  return url.href;
}

/**
 * Gives the role of `appUrl` what it needs, and makes it where there is none. To be run after the migrations, as their
 * owner; run again, it changes nothing.
 */
export async function prepareAppRole(ownerUrl: string, appUrl: string): Promise<void> {
  const { username, password } = new URL(appUrl);
  const name = decodeURIComponent(username);
  const role = escapeIdentifier(name);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    if (rowCount === 0) {
      const secret = escapeLiteral(decodeURIComponent(password));
      await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${secret}`);
    }
    await client.query(grants(role));
    await client.query(queueOf(name));
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

function grants(role: string): string {
  const kept = Object.entries(KEPT).map(
    ([table, may]) => `
      REVOKE ALL ON ${table} FROM ${role};
      GRANT ${may} ON ${table} TO ${role};`,
  );
  return `
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    ${kept.join('')}`;
}

/** pg-boss makes its own schema, and changes it from version to version: that one belongs to the role. */
function queueOf(name: string): string {
  const role = escapeLiteral(name);
  return `
    DO $do$ DECLARE thing text; BEGIN
      EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), ${role});
      IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'pgboss' AND pg_get_userbyid(nspowner) <> ${role}) THEN
        FOR thing IN SELECT 'SCHEMA pgboss'
          UNION ALL SELECT format('TABLE %s', oid::regclass) FROM pg_class
                    WHERE relnamespace = 'pgboss'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
          UNION ALL SELECT format('ROUTINE %s', oid::regprocedure) FROM pg_proc
                    WHERE pronamespace = 'pgboss'::regnamespace
          UNION ALL SELECT format('TYPE %s', oid::regtype) FROM pg_type
                    WHERE typnamespace = 'pgboss'::regnamespace AND typtype = 'e'
        LOOP EXECUTE format('ALTER %s OWNER TO %I', thing, ${role}); END LOOP;
      END IF;
    END $do$`;
}
