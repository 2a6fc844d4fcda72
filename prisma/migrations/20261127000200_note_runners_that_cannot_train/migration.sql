-- A runner on which no engine computes says so and is given no run: it would fail one after another. Who watches runners hears of it.
ALTER TABLE runners ADD COLUMN cannot_train text;
DROP TRIGGER announce_runner ON runners;
CREATE TRIGGER announce_runner AFTER INSERT OR UPDATE OF revoked_at, engine, drain_requested_at, cannot_train ON runners FOR EACH ROW EXECUTE FUNCTION announce_row('runner');
