#!/bin/sh
# Run once by the postgres image on an empty volume: the role that owns our database. It is no superuser and does not pass
# row security, so that the wall between the partnerships holds for the product itself too.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$KYOSEI_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE kyosei LOGIN NOSUPERUSER CREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE kyosei OWNER kyosei TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
SQL
