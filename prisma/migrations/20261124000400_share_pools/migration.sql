-- Pools of the operator, shared among teams. The operator is a team without members; a team that may use one of its pools has
-- a pool of its own that points there (a door). Runs stay in their team's own pool, so nothing of a team's rows changes hands.
ALTER TABLE teams ADD COLUMN is_operator boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX teams_operator ON teams (is_operator) WHERE is_operator;

ALTER TABLE pools ADD COLUMN shared_pool_id text;
-- Teams that are equally busy take turns: the one whose door was used longest ago comes first.
ALTER TABLE pools ADD COLUMN last_claimed_at timestamptz(3);
ALTER TABLE pools ADD CONSTRAINT pools_shared_pool_id_fkey FOREIGN KEY (shared_pool_id) REFERENCES pools (id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX pools_shared_pool_id_team_id_key ON pools (shared_pool_id, team_id);

-- Requests make pools, and never doors: only the operator does, under the system role.
REVOKE INSERT, UPDATE ON pools FROM capstan_app;
GRANT INSERT (id, team_id, name, idempotency_key, created_at) ON pools TO capstan_app;
GRANT UPDATE (name) ON pools TO capstan_app;

-- What the operator's command and a shared runner's claim do.
GRANT INSERT ON runners, attempts TO capstan_system;
GRANT UPDATE (revoked_at, drain_requested_at, loops) ON runners TO capstan_system;
GRANT UPDATE (shared_pool_id, last_claimed_at) ON pools TO capstan_system;
