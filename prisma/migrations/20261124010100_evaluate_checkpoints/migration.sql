-- Evaluations: a checkpoint's captions of a dataset split, and their scores. The API works on them in processes of its own.
CREATE TYPE "EvaluationStatus" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED');

CREATE TABLE "evaluations" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "checkpoint_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "split" "Split" NOT NULL,
    "decoding" JSONB NOT NULL,
    "limit" INTEGER,
    "status" "EvaluationStatus" NOT NULL DEFAULT 'QUEUED',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "scores" JSONB NOT NULL DEFAULT '{}',
    "score_intervals" JSONB NOT NULL DEFAULT '{}',
    "results_key" TEXT,
    "failure" TEXT,
    "idempotency_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),

    CONSTRAINT "evaluations_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "evaluations_team_id_id_key" ON "evaluations"("team_id", "id");
CREATE UNIQUE INDEX "evaluations_team_id_idempotency_key_key" ON "evaluations"("team_id", "idempotency_key");
CREATE INDEX "evaluations_checkpoint_id_id_idx" ON "evaluations"("checkpoint_id", "id");
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_team_id_checkpoint_id_fkey" FOREIGN KEY ("team_id", "checkpoint_id") REFERENCES "checkpoints"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_team_id_version_id_fkey" FOREIGN KEY ("team_id", "version_id") REFERENCES "dataset_versions"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whoever looks for work.
CREATE INDEX evaluations_open ON evaluations (created_at) WHERE status IN ('QUEUED', 'RUNNING');

ALTER TABLE evaluations ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;
CREATE POLICY team_rows ON evaluations TO capstan_app
  USING (team_id = ANY ((SELECT app_team_ids())::text[])) WITH CHECK (team_id = ANY ((SELECT app_team_ids())::text[]));
CREATE POLICY system_rows ON evaluations TO capstan_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON evaluations TO capstan_app;
GRANT SELECT, UPDATE ON evaluations TO capstan_system;
