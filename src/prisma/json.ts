// Plain data on its way into a jsonb column. Prisma's type for it knows no interfaces, though they are JSON as well.
import type { Prisma } from '../generated/prisma/client.js';

export function json(value: object): Prisma.InputJsonObject {
  return value as Prisma.InputJsonObject;
}
