-- What an evaluation left in the object store is removed a day after it FAILED or was CANCELLED, or with its checkpoint.
ALTER TABLE "evaluations" ADD COLUMN "swept_at" TIMESTAMPTZ(3);
