-- The reaper moves runs under the system role, and says so in their logs.
GRANT INSERT ON log_lines TO capstan_system;
