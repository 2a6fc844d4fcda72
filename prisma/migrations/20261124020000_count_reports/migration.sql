-- What a team's runners reported on the last day that they reported anything: the API's replicas add to it every second, and
-- refuse for a while what is beyond the team's share.
ALTER TABLE teams ADD COLUMN reported_on date, ADD COLUMN reported_points bigint NOT NULL DEFAULT 0, ADD COLUMN reported_bytes bigint NOT NULL DEFAULT 0;
