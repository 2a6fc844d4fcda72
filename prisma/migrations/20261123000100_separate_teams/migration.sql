-- Two walls between teams: every query names its team, and row-level security refuses the rest.
--
--   capstan_app     serves requests. Sees the rows of the teams named in app.team_ids, which one transaction sets for itself.
--   capstan_system  what must see across teams: sign-in, keys and tokens before a team is known, the reaper, the sweeper.
--
-- Both are made before the first migration (prisma/roles.ts); neither owns a table, neither bypasses row-level security.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capstan_app') OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capstan_system') THEN
    RAISE EXCEPTION 'The roles capstan_app and capstan_system are missing. Make them: CREATE ROLE capstan_app LOGIN; CREATE ROLE capstan_system LOGIN;';
  END IF;
END $$;

-- After a transaction that set it, the setting is '' and not null.
CREATE FUNCTION app_team_ids() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT string_to_array(nullif(current_setting('app.team_ids', true), ''), ',') $$;

GRANT USAGE ON SCHEMA public TO capstan_app, capstan_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO capstan_app, capstan_system;

-- Tenant rows.
DO $$
DECLARE tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'team_id' AND NOT a.attisdropped
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY team_rows ON %I TO capstan_app USING (team_id = ANY (app_team_ids())) WITH CHECK (team_id = ANY (app_team_ids()))', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO capstan_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO capstan_app', tenant_table);
    EXECUTE format('GRANT SELECT ON %I TO capstan_system', tenant_table);
  END LOOP;
END $$;

-- The team itself.
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE teams FORCE ROW LEVEL SECURITY;
CREATE POLICY team_rows ON teams TO capstan_app USING (id = ANY (app_team_ids())) WITH CHECK (id = ANY (app_team_ids()));
CREATE POLICY system_rows ON teams TO capstan_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON teams TO capstan_app;
GRANT SELECT, INSERT ON teams TO capstan_system;
GRANT UPDATE (running) ON teams TO capstan_system;

-- People. Requests see who is in their teams, and nothing of how they sign in.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY team_mates ON users FOR SELECT TO capstan_app
  USING (id IN (SELECT user_id FROM members WHERE team_id = ANY (app_team_ids())));
CREATE POLICY system_rows ON users TO capstan_system USING (true) WITH CHECK (true);
GRANT SELECT (id, name, email, image, created_at) ON users TO capstan_app;
DO $$
DECLARE auth_table text;
BEGIN
  FOREACH auth_table IN ARRAY ARRAY['sessions', 'accounts', 'verifications'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', auth_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', auth_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO capstan_system USING (true) WITH CHECK (true)', auth_table);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, accounts, verifications TO capstan_system;

-- What the system role may change of tenant rows: joining, last use, and moves that nobody asked for.
GRANT INSERT ON members, pools, audit_events, run_moves TO capstan_system;
GRANT UPDATE (accepted_at) ON invitations TO capstan_system;
GRANT UPDATE (last_used_at) ON api_keys TO capstan_system;
GRANT UPDATE (last_seen_at, version, host, engine) ON runners TO capstan_system;
GRANT UPDATE ON runs, attempts, dataset_versions, uploads, checkpoints TO capstan_system;
GRANT SELECT, INSERT, UPDATE ON platform_ticks TO capstan_system;

-- Evidence is added to, never changed.
REVOKE UPDATE, DELETE ON audit_events, run_moves, config_revisions FROM capstan_app;
