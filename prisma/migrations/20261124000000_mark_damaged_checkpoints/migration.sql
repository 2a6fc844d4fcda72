-- A checkpoint whose stored bytes are no longer what was committed: it stays visible, and nothing goes on from it.
ALTER TABLE checkpoints ADD COLUMN damaged_at timestamptz(3);
