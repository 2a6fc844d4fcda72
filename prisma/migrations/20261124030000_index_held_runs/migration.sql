-- The live runs of a runner: each claim looks whether its call made one before. Without it, a claim reads every live run of every team.
CREATE INDEX runs_held ON runs (runner_id) WHERE status IN ('CLAIMED', 'RUNNING');
