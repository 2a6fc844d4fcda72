
-- CreateEnum
CREATE TYPE "Role" AS ENUM ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER');

-- CreateEnum
CREATE TYPE "ApiKeyScope" AS ENUM ('READ', 'WRITE', 'CAPTION', 'ADMIN');

-- CreateEnum
CREATE TYPE "UploadPurpose" AS ENUM ('DATASET', 'IMAGE', 'CHECKPOINT');

-- CreateEnum
CREATE TYPE "UploadStatus" AS ENUM ('OPEN', 'COMPLETE', 'EXPIRED');

-- CreateEnum
CREATE TYPE "DatasetVersionStatus" AS ENUM ('IMPORTING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "Split" AS ENUM ('TRAIN', 'VAL', 'TEST');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('QUEUED', 'CLAIMED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "RunRequest" AS ENUM ('STOP', 'PAUSE', 'CANCEL');

-- CreateEnum
CREATE TYPE "EndReason" AS ENUM ('COMPLETED', 'EARLY_STOPPED', 'STOPPED');

-- CreateEnum
CREATE TYPE "LogLevel" AS ENUM ('INFO', 'WARNING', 'ERROR');

-- CreateEnum
CREATE TYPE "CheckpointKind" AS ENUM ('LATEST', 'BEST', 'PERIODIC', 'FINAL', 'IMPORTED');

-- CreateEnum
CREATE TYPE "CheckpointStatus" AS ENUM ('UPLOADING', 'COMMITTED', 'DELETED');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "run_cap" INTEGER NOT NULL DEFAULT 4,
    "running" INTEGER NOT NULL DEFAULT 0,
    "next_number" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "email" TEXT,
    "role" "Role" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" "ApiKeyScope"[],
    "secret_hash" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "created_by_id" TEXT,
    "idempotency_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pools" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runners" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "version" TEXT,
    "host" TEXT,
    "engine" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "runners_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "uploads" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "purpose" "UploadPurpose" NOT NULL,
    "file_name" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "part_size_bytes" INTEGER NOT NULL,
    "object_key" TEXT NOT NULL,
    "storage_upload_id" TEXT NOT NULL,
    "status" "UploadStatus" NOT NULL DEFAULT 'OPEN',
    "idempotency_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datasets" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "datasets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_versions" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "dataset_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "DatasetVersionStatus" NOT NULL DEFAULT 'IMPORTING',
    "progress" JSONB,
    "report" JSONB,
    "failure" TEXT,
    "picture_count" BIGINT NOT NULL DEFAULT 0,
    "caption_count" BIGINT NOT NULL DEFAULT 0,
    "train_count" BIGINT NOT NULL DEFAULT 0,
    "val_count" BIGINT NOT NULL DEFAULT 0,
    "test_count" BIGINT NOT NULL DEFAULT 0,
    "size_bytes" BIGINT NOT NULL DEFAULT 0,
    "content_hash" TEXT,
    "object_prefix" TEXT NOT NULL,
    "files" JSONB,
    "upload_id" TEXT,
    "linked_root" TEXT,
    "limit" INTEGER,
    "idempotency_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pictures" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "split" "Split" NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "references" TEXT[],
    "shard" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,

    CONSTRAINT "pictures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "configs" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "preset" TEXT NOT NULL,
    "overrides" JSONB NOT NULL,
    "idempotency_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "configs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "config_revisions" (
    "team_id" TEXT NOT NULL,
    "config_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "preset" TEXT NOT NULL,
    "overrides" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "config_revisions_pkey" PRIMARY KEY ("config_id","revision")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'QUEUED',
    "requested" "RunRequest",
    "end_reason" "EndReason",
    "config_id" TEXT,
    "config" JSONB NOT NULL,
    "dataset_version_id" TEXT NOT NULL,
    "initial_checkpoint_id" TEXT,
    "pool_id" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "notes" TEXT NOT NULL DEFAULT '',
    "idempotency_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "lease_epoch" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "runner_id" TEXT,
    "claim_request_id" TEXT,
    "ingest_seq" BIGINT NOT NULL DEFAULT -1,
    "event_seq" BIGINT NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts_without_progress" INTEGER NOT NULL DEFAULT 0,
    "step" BIGINT NOT NULL DEFAULT 0,
    "total_steps" BIGINT,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "total_epochs" INTEGER NOT NULL,
    "samples_per_second" DOUBLE PRECISION,
    "eta_seconds" DOUBLE PRECISION,
    "best_epoch" INTEGER,
    "best_validation_loss" DOUBLE PRECISION,
    "failure" JSONB,
    "engine" JSONB,
    "replay_divergent" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "runner_id" TEXT,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "from_step" BIGINT NOT NULL DEFAULT 0,
    "outcome" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "run_moves" (
    "id" BIGSERIAL NOT NULL,
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "from" "RunStatus",
    "to" "RunStatus" NOT NULL,
    "lease_epoch" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_moves_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_points" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "step" BIGINT NOT NULL,
    "value" DOUBLE PRECISION,
    "sequence" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "metric_points_pkey" PRIMARY KEY ("run_id","name","step")
);

-- CreateTable
CREATE TABLE "log_lines" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "level" "LogLevel" NOT NULL,
    "message" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "log_lines_pkey" PRIMARY KEY ("run_id","sequence","line")
);

-- CreateTable
CREATE TABLE "epoch_summaries" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "step" BIGINT NOT NULL,
    "train_loss" DOUBLE PRECISION,
    "validation_loss" DOUBLE PRECISION,
    "scores" JSONB NOT NULL,
    "learning_rate" DOUBLE PRECISION,
    "seconds" DOUBLE PRECISION NOT NULL,
    "sequence" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "epoch_summaries_pkey" PRIMARY KEY ("run_id","epoch")
);

-- CreateTable
CREATE TABLE "samples" (
    "team_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "picture_id" TEXT NOT NULL,
    "step" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "log_probability" DOUBLE PRECISION,
    "sequence" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "samples_pkey" PRIMARY KEY ("run_id","epoch","picture_id")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "run_id" TEXT,
    "status" "CheckpointStatus" NOT NULL DEFAULT 'UPLOADING',
    "kinds" "CheckpointKind"[],
    "step" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "validation_loss" DOUBLE PRECISION,
    "scores" JSONB NOT NULL DEFAULT '{}',
    "size_bytes" BIGINT NOT NULL,
    "files" JSONB NOT NULL,
    "lease_epoch" INTEGER NOT NULL,
    "request_id" TEXT NOT NULL,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "committed_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "swept_at" TIMESTAMPTZ(3),

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "aliases" (
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "checkpoint_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "aliases_pkey" PRIMARY KEY ("team_id","name")
);

-- CreateTable
CREATE TABLE "captions" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "checkpoint_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "candidates" JSONB NOT NULL,
    "latency_ms" DOUBLE PRECISION NOT NULL,
    "image_key" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "captions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_id" TEXT,
    "summary" TEXT NOT NULL,
    "ip_address" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platform_ticks" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "ticked_at" TIMESTAMPTZ(3) NOT NULL,
    "grace_until" TIMESTAMPTZ(3),

    CONSTRAINT "platform_ticks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "teams_slug_key" ON "teams"("slug");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_team_id_id_key" ON "members"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "members_team_id_user_id_key" ON "members"("team_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_team_id_id_key" ON "invitations"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_secret_hash_key" ON "api_keys"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_team_id_id_key" ON "api_keys"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_team_id_idempotency_key_key" ON "api_keys"("team_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "pools_team_id_id_key" ON "pools"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "pools_team_id_name_key" ON "pools"("team_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "pools_team_id_idempotency_key_key" ON "pools"("team_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "runners_token_hash_key" ON "runners"("token_hash");

-- CreateIndex
CREATE INDEX "runners_pool_id_idx" ON "runners"("pool_id");

-- CreateIndex
CREATE UNIQUE INDEX "runners_team_id_id_key" ON "runners"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "runners_team_id_idempotency_key_key" ON "runners"("team_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "uploads_team_id_id_key" ON "uploads"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "uploads_team_id_idempotency_key_key" ON "uploads"("team_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "datasets_team_id_id_key" ON "datasets"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "datasets_team_id_idempotency_key_key" ON "datasets"("team_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_versions_team_id_id_key" ON "dataset_versions"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_versions_dataset_id_number_key" ON "dataset_versions"("dataset_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_versions_team_id_idempotency_key_key" ON "dataset_versions"("team_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "pictures_version_id_split_id_idx" ON "pictures"("version_id", "split", "id");

-- CreateIndex
CREATE UNIQUE INDEX "pictures_team_id_id_key" ON "pictures"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "configs_team_id_id_key" ON "configs"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "configs_team_id_idempotency_key_key" ON "configs"("team_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "runs_team_id_created_at_id_idx" ON "runs"("team_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "runs_dataset_version_id_idx" ON "runs"("dataset_version_id");

-- CreateIndex
CREATE UNIQUE INDEX "runs_team_id_id_key" ON "runs"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "runs_team_id_number_key" ON "runs"("team_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "runs_team_id_idempotency_key_key" ON "runs"("team_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "run_moves_run_id_id_idx" ON "run_moves"("run_id", "id");

-- CreateIndex
CREATE INDEX "metric_points_run_id_sequence_idx" ON "metric_points"("run_id", "sequence");

-- CreateIndex
CREATE INDEX "checkpoints_run_id_step_idx" ON "checkpoints"("run_id", "step");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoints_team_id_id_key" ON "checkpoints"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoints_run_id_lease_epoch_request_id_key" ON "checkpoints"("run_id", "lease_epoch", "request_id");

-- CreateIndex
CREATE INDEX "aliases_checkpoint_id_idx" ON "aliases"("checkpoint_id");

-- CreateIndex
CREATE INDEX "captions_team_id_created_at_id_idx" ON "captions"("team_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "captions_team_id_id_key" ON "captions"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_team_id_number_key" ON "audit_events"("team_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_team_id_id_key" ON "audit_events"("team_id", "id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pools" ADD CONSTRAINT "pools_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runners" ADD CONSTRAINT "runners_team_id_pool_id_fkey" FOREIGN KEY ("team_id", "pool_id") REFERENCES "pools"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_team_id_dataset_id_fkey" FOREIGN KEY ("team_id", "dataset_id") REFERENCES "datasets"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_team_id_version_id_fkey" FOREIGN KEY ("team_id", "version_id") REFERENCES "dataset_versions"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "config_revisions" ADD CONSTRAINT "config_revisions_team_id_config_id_fkey" FOREIGN KEY ("team_id", "config_id") REFERENCES "configs"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_team_id_config_id_fkey" FOREIGN KEY ("team_id", "config_id") REFERENCES "configs"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_team_id_dataset_version_id_fkey" FOREIGN KEY ("team_id", "dataset_version_id") REFERENCES "dataset_versions"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_team_id_initial_checkpoint_id_fkey" FOREIGN KEY ("team_id", "initial_checkpoint_id") REFERENCES "checkpoints"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_team_id_pool_id_fkey" FOREIGN KEY ("team_id", "pool_id") REFERENCES "pools"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_team_id_run_id_fkey" FOREIGN KEY ("team_id", "run_id") REFERENCES "runs"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_team_id_run_id_fkey" FOREIGN KEY ("team_id", "run_id") REFERENCES "runs"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_team_id_checkpoint_id_fkey" FOREIGN KEY ("team_id", "checkpoint_id") REFERENCES "checkpoints"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "captions" ADD CONSTRAINT "captions_team_id_checkpoint_id_fkey" FOREIGN KEY ("team_id", "checkpoint_id") REFERENCES "checkpoints"("team_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;


