// For the Prisma CLI only; the service applies its migrations itself (src/prisma/migrations.ts).
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // `prisma migrate deploy` and `status` read it; `generate` needs none.
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
