-- A transaction that sends word commits alone: PostgreSQL has all others that do wait for it, and for its flush. So word of
-- claims, reports and finishes, which come hundreds a second, is left to the API: it says `after` in their transactions, and
-- sends it once they are committed, for many at once. Word is `run:<team>:<id>`. A heartbeat, which does not set event_seq,
-- is no news.
DROP TRIGGER announce_run ON runs;
DROP FUNCTION announce_run();
CREATE TRIGGER announce_new_run AFTER INSERT ON runs FOR EACH ROW EXECUTE FUNCTION announce_row('run');
CREATE TRIGGER announce_run AFTER UPDATE OF event_seq, deleted_at ON runs FOR EACH ROW
  WHEN (current_setting('app.announces', true) IS DISTINCT FROM 'after') EXECUTE FUNCTION announce_row('run');
