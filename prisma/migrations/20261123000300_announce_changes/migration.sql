-- Every change of what somebody may be watching wakes the API's replicas. A notification carries a cursor, never a fact:
--   run:<team>:<id>:<event_seq>   datasetVersion:<team>:<id>   checkpoint:<team>:<id>   runner:<team>:<id>   access:<team>:<id>
-- `access` says that somebody's rights changed: subscriptions ask again.

CREATE FUNCTION announce_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('capstan', concat_ws(':', 'run', NEW.team_id, NEW.id, NEW.event_seq));
  RETURN NULL;
END $$;
CREATE TRIGGER announce_run AFTER INSERT OR UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION announce_run();

CREATE FUNCTION announce_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('capstan', concat_ws(':', TG_ARGV[0], NEW.team_id, NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER announce_dataset_version AFTER INSERT OR UPDATE ON dataset_versions FOR EACH ROW EXECUTE FUNCTION announce_row('datasetVersion');
CREATE TRIGGER announce_checkpoint AFTER INSERT OR UPDATE ON checkpoints FOR EACH ROW EXECUTE FUNCTION announce_row('checkpoint');
CREATE TRIGGER announce_runner AFTER INSERT OR UPDATE OF revoked_at, engine ON runners FOR EACH ROW EXECUTE FUNCTION announce_row('runner');
CREATE TRIGGER announce_api_key AFTER UPDATE OF revoked_at ON api_keys FOR EACH ROW EXECUTE FUNCTION announce_row('access');

CREATE FUNCTION announce_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('capstan', concat_ws(':', 'access', OLD.team_id, OLD.user_id));
  RETURN NULL;
END $$;
CREATE TRIGGER announce_member AFTER UPDATE OR DELETE ON members FOR EACH ROW EXECUTE FUNCTION announce_member();
