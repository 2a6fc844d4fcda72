-- Somebody may drop an evaluation that waits or goes on. The API's own process hears of it by its next heartbeat.
ALTER TYPE "EvaluationStatus" ADD VALUE 'CANCELLED';
GRANT UPDATE (status, finished_at, heartbeat_at) ON evaluations TO capstan_app;
