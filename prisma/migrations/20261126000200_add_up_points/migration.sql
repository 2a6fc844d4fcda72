-- What a curve's points add up to, for each 32 steps: a curve of hundreds of thousands of points is thinned from a
-- thirty-second of them. Written with the points, in one statement.
CREATE TABLE "metric_buckets" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bucket" BIGINT NOT NULL,
    "last_step" BIGINT NOT NULL,
    "finite" INTEGER NOT NULL,
    "sum" DOUBLE PRECISION,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,

    CONSTRAINT "metric_buckets_pkey" PRIMARY KEY ("run_id","name","bucket")
);
-- A bucket is written again by every report that reaches into it: room on its page for that.
ALTER TABLE metric_buckets SET (fillfactor = 70);

ALTER TABLE metric_buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_buckets FORCE ROW LEVEL SECURITY;
CREATE POLICY team_rows ON metric_buckets TO capstan_app
  USING (team_id = ANY ((SELECT app_team_ids())::text[])) WITH CHECK (team_id = ANY ((SELECT app_team_ids())::text[]));
CREATE POLICY system_rows ON metric_buckets TO capstan_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_buckets TO capstan_app;
GRANT SELECT ON metric_buckets TO capstan_system;

-- The points that are here already. Row-level security binds the tables' owner, too, who sees all for this once.
ALTER TABLE metric_points NO FORCE ROW LEVEL SECURITY;
ALTER TABLE metric_buckets NO FORCE ROW LEVEL SECURITY;
INSERT INTO metric_buckets (team_id, run_id, name, bucket, last_step, finite, sum, low, high)
SELECT team_id, run_id, name, step >> 5, max(step), count(value), sum(greatest(least(value, 1e300), -1e300)) FILTER (WHERE value IS NOT NULL), min(value), max(value)
FROM metric_points GROUP BY team_id, run_id, name, step >> 5;
ALTER TABLE metric_buckets FORCE ROW LEVEL SECURITY;
ALTER TABLE metric_points FORCE ROW LEVEL SECURITY;
