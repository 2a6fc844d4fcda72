-- A runner that somebody drains claims nothing until it is undrained; what its loops do is shown in the dashboard. The loops
-- change every few seconds, so they wake nobody.
ALTER TABLE runners ADD COLUMN drain_requested_at timestamptz(3);
ALTER TABLE runners ADD COLUMN loops jsonb;
DROP TRIGGER announce_runner ON runners;
CREATE TRIGGER announce_runner AFTER INSERT OR UPDATE OF revoked_at, engine, drain_requested_at ON runners FOR EACH ROW EXECUTE FUNCTION announce_row('runner');
