-- Every report and heartbeat moves lease_until. While an index had it, each of them wrote the run anew into all of the table's
-- twelve indexes; now PostgreSQL keeps the new row on the page of the old one, which a third of each page is left free for.
-- Who looks for leases that are over reads the live runs, which are few, through the index of held runs.
DROP INDEX runs_leases;
DROP INDEX runs_held;
CREATE INDEX runs_held ON runs (runner_id, claim_request_id) WHERE status IN ('CLAIMED', 'RUNNING');
ALTER TABLE runs SET (fillfactor = 66);
