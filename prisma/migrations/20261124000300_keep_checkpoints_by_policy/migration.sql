-- Which checkpoints of a run stay, run by run; the defaults are what held for all before.
ALTER TABLE runs ADD COLUMN keep_latest integer NOT NULL DEFAULT 2;
ALTER TABLE runs ADD COLUMN keep_best boolean NOT NULL DEFAULT true;
ALTER TABLE runs ADD COLUMN keep_periodic boolean NOT NULL DEFAULT true;
ALTER TABLE runs ADD COLUMN keep_every_steps integer;
ALTER TABLE runs ADD CONSTRAINT runs_keep_latest CHECK (keep_latest >= 1);
ALTER TABLE runs ADD CONSTRAINT runs_keep_every_steps CHECK (keep_every_steps >= 1);
