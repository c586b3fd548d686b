# The image of the service. It holds no PostgreSQL: run it with DATABASE_URL and LASTACK_SECRET (docker-compose.yml).

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script here: the image brings Node, and the build needs no native engine of Prisma's.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.mjs

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are the embedded PostgreSQL of each platform.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The service applies the migrations at start and reads its version from package.json.
COPY prisma ./prisma
COPY package.json LICENSE ./
# Files belong to root, so the service cannot change its own code.
USER node
EXPOSE 3000
# Whether the process answers, not whether its database does: a new container would not mend the database.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, without npm in between, so that SIGTERM reaches the service.
# Small steps of the heap: without them it grows to three times what is in use before anything is collected. And few arenas
# of malloc, which otherwise keeps what each of its threads once needed.
CMD ["env", "MALLOC_ARENA_MAX=2", "node", "--max-semi-space-size=8", "--heap-growing-percent=30", "dist/main.js"]
