// An id for rows written in SQL, of the form that Prisma gives the others: UUID version 7 (RFC 9562, 5.7). Ids grow
// with time, and of one process one by one (6.2, method 1); pages of a list and the order of events rely on it.
import { randomInt, randomUUID } from 'node:crypto';

/** A counter of 12 bits; each millisecond begins in its lower half, so that there is room to count. */
const COUNTS = 0x1000;

let lastMs = 0;
let counter = 0;

export function newId(): string {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = randomInt(COUNTS / 2);
  } else if (++counter === COUNTS) {
    // More than two thousand in a millisecond, or a clock that was put back: time is taken in advance.
    lastMs++;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  // The variant and the 62 random bits are those of a version 4.
  const random = randomUUID().slice(19);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${random}`;
}
