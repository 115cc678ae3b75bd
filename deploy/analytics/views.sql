-- Views for the questions that analysts ask first, over the tables of tables.sql. Running it again replaces them.
-- A minute is rated where its window is classified; it is lost where it is POOR or BAD. Days are UTC.
-- Nobody is named here: userKey is Zoom's own id, and zoom.qss.user-directory.v1, which has names, is not among the sinks.

-- Rows of what the tables hold as lists ------------------------------------------------------------------------------

-- One row per user, window and stream: mean, p95 and greatest of each measure.
CREATE OR REPLACE VIEW user_window_streams AS
SELECT w.account_id, w.session_id, w.user_id, w.window_start, w.window_end, s.type AS stream_type, s.media,
       (s.bitrate_kbps ->> 'count')::integer AS bitrate_kbps_count,
       (s.bitrate_kbps ->> 'mean')::float8 AS bitrate_kbps_mean,
       (s.latency_ms ->> 'count')::integer AS latency_ms_count,
       (s.latency_ms ->> 'mean')::float8 AS latency_ms_mean,
       (s.latency_ms ->> 'p95')::float8 AS latency_ms_p95,
       (s.latency_ms ->> 'max')::float8 AS latency_ms_max,
       (s.jitter_ms ->> 'count')::integer AS jitter_ms_count,
       (s.jitter_ms ->> 'mean')::float8 AS jitter_ms_mean,
       (s.jitter_ms ->> 'p95')::float8 AS jitter_ms_p95,
       (s.jitter_ms ->> 'max')::float8 AS jitter_ms_max,
       (s.avg_loss_pct ->> 'count')::integer AS avg_loss_pct_count,
       (s.avg_loss_pct ->> 'mean')::float8 AS avg_loss_pct_mean,
       (s.avg_loss_pct ->> 'p95')::float8 AS avg_loss_pct_p95,
       (s.max_loss_pct ->> 'max')::float8 AS max_loss_pct_max,
       (s.frame_rate_fps ->> 'count')::integer AS frame_rate_fps_count,
       (s.frame_rate_fps ->> 'mean')::float8 AS frame_rate_fps_mean
FROM user_windows w
CROSS JOIN LATERAL jsonb_to_recordset(w.streams) AS s(
    type text, media text, bitrate_kbps jsonb, latency_ms jsonb, jitter_ms jsonb, avg_loss_pct jsonb, max_loss_pct jsonb,
    frame_rate_fps jsonb);

-- One row per user of a session report.
CREATE OR REPLACE VIEW report_users AS
SELECT r.account_id, r.session_id, r.session_kind, u.user_id, u.user_key, u.start_time, u.end_time, u.minutes,
       (u.classification_minutes ->> 'good')::float8 AS good_minutes,
       (u.classification_minutes ->> 'fair')::float8 AS fair_minutes,
       (u.classification_minutes ->> 'poor')::float8 AS poor_minutes,
       (u.classification_minutes ->> 'bad')::float8 AS bad_minutes,
       (u.classification_minutes ->> 'poor')::float8 + (u.classification_minutes ->> 'bad')::float8 AS lost_minutes,
       u.worst_stream, u.cause ->> 'class' AS cause, (u.cause ->> 'confidence')::float8 AS cause_confidence,
       u.alert_ids, u.advice
FROM session_reports r
CROSS JOIN LATERAL jsonb_to_recordset(r.users) AS u(
    user_id text, user_key text, start_time timestamptz, end_time timestamptz, minutes float8, classification_minutes jsonb,
    worst_stream text, cause jsonb, alert_ids jsonb, advice jsonb);

-- One row per alert: when it was raised, when and why it was cleared (null while it is open), and its last known cause.
CREATE OR REPLACE VIEW alerts AS
SELECT r.alert_id, r.rule_id, r.rule_version, r.scope, r.severity, r.account_id, r.session_id, r.user_id, r.stream_type,
       r.metric, r.threshold, r.observed, r.onset_time, r.transition_time AS raised_time, c.transition_time AS cleared_time,
       c.clear_reason, COALESCE(c.cause_class, r.cause_class) AS cause
FROM alert_transitions r
LEFT JOIN alert_transitions c ON c.alert_id = r.alert_id AND c.transition = 'CLEARED'
WHERE r.transition = 'RAISED';

-- Answers ------------------------------------------------------------------------------------------------------------

-- Which sites lost most in the last seven days? A site is where Zoom says the user is, the public network and the data
-- center; what Zoom did not say is 'unknown'.
CREATE OR REPLACE VIEW worst_sites_last_week AS
SELECT COALESCE(location, 'unknown') AS location, COALESCE(network_prefix, 'unknown') AS network_prefix,
       COALESCE(data_center, 'unknown') AS data_center,
       count(DISTINCT (account_id, session_id, user_id)) AS users,
       COALESCE(sum(extract(epoch FROM window_end - window_start) / 60)
           FILTER (WHERE classification <> 'UNCLASSIFIED'), 0)::float8 AS rated_minutes,
       COALESCE(sum(extract(epoch FROM window_end - window_start) / 60)
           FILTER (WHERE classification IN ('POOR', 'BAD')), 0)::float8 AS lost_minutes,
       (count(*) FILTER (WHERE classification IN ('POOR', 'BAD')))::float8
           / NULLIF(count(*) FILTER (WHERE classification <> 'UNCLASSIFIED'), 0) AS lost_share
FROM user_windows
WHERE window_start >= now() - interval '7 days'
GROUP BY 1, 2, 3
ORDER BY lost_minutes DESC, lost_share DESC NULLS LAST, 1, 2, 3;

-- Is a version of the client worse than the others?
CREATE OR REPLACE VIEW quality_by_client_version AS
SELECT COALESCE(client_version, 'unknown') AS client_version,
       count(DISTINCT (account_id, session_id, user_id)) AS users,
       COALESCE(sum(extract(epoch FROM window_end - window_start) / 60)
           FILTER (WHERE classification <> 'UNCLASSIFIED'), 0)::float8 AS rated_minutes,
       COALESCE(sum(extract(epoch FROM window_end - window_start) / 60)
           FILTER (WHERE classification IN ('POOR', 'BAD')), 0)::float8 AS lost_minutes,
       avg(mos_estimate) AS mean_mos_estimate
FROM user_windows
GROUP BY 1
ORDER BY lost_minutes DESC, 1;

-- What cost how many minutes? From the reports of ended sessions; a user without a named cause counts as UNKNOWN.
CREATE OR REPLACE VIEW minutes_lost_by_cause AS
SELECT COALESCE(cause, 'UNKNOWN') AS cause, count(*) AS users, count(DISTINCT (account_id, session_id)) AS sessions,
       sum(lost_minutes) AS lost_minutes
FROM report_users
WHERE lost_minutes > 0
GROUP BY 1
ORDER BY lost_minutes DESC, 1;

-- How many minutes of each day were GOOD?
CREATE OR REPLACE VIEW good_minutes_by_day AS
SELECT (window_start AT TIME ZONE 'UTC')::date AS day,
       sum(extract(epoch FROM window_end - window_start) / 60)::float8 AS minutes,
       COALESCE(sum(extract(epoch FROM window_end - window_start) / 60)
           FILTER (WHERE classification = 'GOOD'), 0)::float8 AS good_minutes,
       (count(*) FILTER (WHERE classification = 'GOOD'))::float8
           / NULLIF(count(*) FILTER (WHERE classification <> 'UNCLASSIFIED'), 0) AS good_share
FROM user_windows
GROUP BY 1
ORDER BY 1;

-- Which rule raised how many alerts each day, how many of them are still open, and how long did the others last?
CREATE OR REPLACE VIEW alerts_by_rule_and_day AS
SELECT (onset_time AT TIME ZONE 'UTC')::date AS day, rule_id, severity, count(*) AS alerts,
       count(*) FILTER (WHERE cleared_time IS NULL) AS open,
       avg(extract(epoch FROM cleared_time - raised_time))::float8 AS mean_seconds_until_cleared
FROM alerts
GROUP BY 1, 2, 3
ORDER BY 1, alerts DESC, 2, 3;

-- Whose week was worst? By userKey where Zoom gives one, else by the leg of one session.
CREATE OR REPLACE VIEW worst_users_last_week AS
SELECT account_id, COALESCE(user_key, session_id || '|' || user_id) AS user_key,
       count(DISTINCT session_id) AS sessions, sum(minutes) AS minutes, sum(lost_minutes) AS lost_minutes
FROM report_users
WHERE start_time >= now() - interval '7 days'
GROUP BY 1, 2
HAVING sum(lost_minutes) > 0
ORDER BY lost_minutes DESC, 1, 2;
