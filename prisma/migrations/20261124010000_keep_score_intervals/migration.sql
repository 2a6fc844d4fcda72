-- How far each score may be off, beside the scores: {"cider": {"low": 0.78, "high": 0.86}}.
ALTER TABLE epoch_summaries ADD COLUMN score_intervals jsonb NOT NULL DEFAULT '{}';
ALTER TABLE checkpoints ADD COLUMN score_intervals jsonb NOT NULL DEFAULT '{}';
