# PgBouncer as Debian has it (1.24 in Debian 13), with deploy/pgbouncer.ini and the one user that it lets in.
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
COPY pgbouncer.ini /etc/pgbouncer/pgbouncer.ini
USER postgres
EXPOSE 6432
# The list lies in memory: the password is in the environment alone.
CMD ["sh", "-c", "umask 077 && printf '\"lastack_app\" \"%s\"\\n' \"$POSTGRES_PASSWORD\" > /tmp/userlist.txt && exec pgbouncer /etc/pgbouncer/pgbouncer.ini"]
