-- As written first, the policies read and split app.team_ids for every row: most of the time of a query over many rows,
-- such as a curve of 277,000 points. Within a sub-select it is read once for each statement.
DO $$
DECLARE tenant record;
BEGIN
  FOR tenant IN
    SELECT tablename, CASE tablename WHEN 'teams' THEN 'id' ELSE 'team_id' END AS key FROM pg_policies WHERE schemaname = 'public' AND policyname = 'team_rows'
  LOOP
    EXECUTE format(
      'ALTER POLICY team_rows ON %1$I USING (%2$I = ANY ((SELECT app_team_ids())::text[])) WITH CHECK (%2$I = ANY ((SELECT app_team_ids())::text[]))',
      tenant.tablename, tenant.key);
  END LOOP;
END $$;
ALTER POLICY team_mates ON users USING (id IN (SELECT user_id FROM members WHERE team_id = ANY ((SELECT app_team_ids())::text[])));
