-- The queue: what a claim looks at, and nothing else.
CREATE INDEX runs_queue ON runs (pool_id, priority DESC, created_at, id) WHERE status = 'QUEUED';
-- The reaper: live runs by the end of their lease.
CREATE INDEX runs_leases ON runs (lease_until) WHERE status IN ('CLAIMED', 'RUNNING');
-- The run list by the other orders that it offers.
CREATE INDEX runs_finished ON runs (team_id, finished_at DESC NULLS LAST, id);
CREATE INDEX runs_best ON runs (team_id, best_validation_loss, id);
CREATE INDEX runs_tags ON runs USING gin (tags);
CREATE INDEX pictures_content ON pictures (version_id, sha256);
-- The sweepers.
CREATE INDEX checkpoints_marked ON checkpoints (deleted_at) WHERE status = 'DELETED' AND swept_at IS NULL;
CREATE INDEX dataset_versions_importing ON dataset_versions (heartbeat_at) WHERE status = 'IMPORTING';

-- A name may be used again after its owner was deleted.
CREATE UNIQUE INDEX datasets_name ON datasets (team_id, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX configs_name ON configs (team_id, name) WHERE deleted_at IS NULL;

ALTER TABLE teams ADD CONSTRAINT teams_running CHECK (running >= 0);
ALTER TABLE runs ADD CONSTRAINT runs_live_has_lease CHECK (status NOT IN ('CLAIMED', 'RUNNING') OR (lease_until IS NOT NULL AND runner_id IS NOT NULL));
