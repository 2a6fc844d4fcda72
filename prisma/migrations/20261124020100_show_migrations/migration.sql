-- The API says that it is not ready while a migration of its version is missing. Prisma's own table is not there in the
-- databases in which it only tries migrations out.
DO $$ BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN GRANT SELECT ON _prisma_migrations TO capstan_system; END IF;
END $$;
