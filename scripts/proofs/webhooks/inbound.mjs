// What an LMS tells: each message comes three times at once, and the database refuses every fourth. What was acknowledged
// has happened, once; what was refused has not.
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { exactly } from './lab.mjs';

const TIMES = 3;
const REFUSED = 4;

export async function inbound({ db, course, url }, { short }) {
  const count = short ? 40 : 1_000;
  const { id, post } = await course(0);
  const { secret } = await post(`/v1/courses/${id}/lms-events/secret`);
  const signer = new Webhook(secret);
  const tell = async (number, messageId, altered = (body) => body) => {
    const data = { lmsId: `sis-${number}`, name: 'Ada', role: 'student' };
    const body = JSON.stringify({ type: 'member.added', data });
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': signer.sign(messageId, now, body),
    };
    const path = `${url}/v1/courses/${id}/lms-events`;
    const { status } = await fetch(path, { method: 'POST', headers, body: altered(body) });
    return status;
  };
  await db.$executeRawUnsafe(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF substr(NEW.lms_id, 5)::int % ${REFUSED} = 0 THEN RAISE EXCEPTION ''refused''; END IF; RETURN NEW; END'`);
  await db.$executeRawUnsafe(
    `CREATE TRIGGER refuse BEFORE INSERT ON members FOR EACH ROW WHEN (NEW.lms_id LIKE 'sis-%') EXECUTE FUNCTION refuse()`,
  );
  const acknowledged = new Set();
  let forged = 0;
  for (let number = 1; number <= count; number++) {
    const messageId = `msg_${randomUUID()}`;
    const statuses = await Promise.all(Array.from({ length: TIMES }, () => tell(number, messageId)));
    if (statuses.includes(200)) acknowledged.add(`sis-${number}`);
    const status = await tell(number, messageId, (body) => body.replace('student', 'instructor'));
    forged += Number(status !== 401);
  }
  await db.$executeRawUnsafe('DROP TRIGGER refuse ON members');
  await db.$executeRawUnsafe('DROP FUNCTION refuse');
  const rows = await db.member.findMany({ where: { courseId: id, lmsId: { not: null } } });
  const there = new Set(rows.map(({ lmsId }) => lmsId));
  const events = await db.event.count({ where: { courseId: id, type: 'member.added' } });
  const wanted = count - Math.floor(count / REFUSED);
  return [
    exactly(
      `messages of an LMS acknowledged, of ${count} that came ${TIMES} times each`,
      acknowledged.size,
      wanted,
    ),
    exactly('of them without an effect', [...acknowledged].filter((lmsId) => !there.has(lmsId)).length, 0),
    exactly(
      'effects that were not acknowledged',
      [...there].filter((lmsId) => !acknowledged.has(lmsId)).length,
      0,
    ),
    exactly('events of the effects', events, wanted),
    exactly('altered messages that were taken', forged, 0),
  ];
}
