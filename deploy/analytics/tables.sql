-- The tables that the sinks of deploy/connect fill, made from the Avro schemas (TablesTest rewrites this file).
-- Lists are jsonb with the same names in snake_case; views.sql makes rows of them.
-- Run it as the owner of the database, once before the sinks start; running it again changes nothing.
-- A later schema version's new columns are added by the sinks themselves.

CREATE TABLE IF NOT EXISTS user_windows (
    account_id text NOT NULL,
    session_id text NOT NULL,
    session_kind text NOT NULL,
    session_number text,
    user_id text NOT NULL,
    user_key text,
    window_start timestamptz NOT NULL,
    window_end timestamptz NOT NULL,
    state text NOT NULL,
    revision integer NOT NULL,
    sample_count integer NOT NULL,
    late_sample_count integer NOT NULL,
    streams jsonb NOT NULL,
    cpu_zoom_min_pct_count integer,
    cpu_zoom_min_pct_min double precision,
    cpu_zoom_min_pct_mean double precision,
    cpu_zoom_min_pct_max double precision,
    cpu_zoom_min_pct_p95 double precision,
    cpu_zoom_min_pct_last double precision,
    cpu_zoom_avg_pct_count integer,
    cpu_zoom_avg_pct_min double precision,
    cpu_zoom_avg_pct_mean double precision,
    cpu_zoom_avg_pct_max double precision,
    cpu_zoom_avg_pct_p95 double precision,
    cpu_zoom_avg_pct_last double precision,
    cpu_zoom_max_pct_count integer,
    cpu_zoom_max_pct_min double precision,
    cpu_zoom_max_pct_mean double precision,
    cpu_zoom_max_pct_max double precision,
    cpu_zoom_max_pct_p95 double precision,
    cpu_zoom_max_pct_last double precision,
    cpu_system_max_pct_count integer,
    cpu_system_max_pct_min double precision,
    cpu_system_max_pct_mean double precision,
    cpu_system_max_pct_max double precision,
    cpu_system_max_pct_p95 double precision,
    cpu_system_max_pct_last double precision,
    cpu_system_max_pressure text,
    wifi_min_rssi_dbm_count integer,
    wifi_min_rssi_dbm_min double precision,
    wifi_min_rssi_dbm_mean double precision,
    wifi_min_rssi_dbm_max double precision,
    wifi_min_rssi_dbm_p95 double precision,
    wifi_min_rssi_dbm_last double precision,
    wifi_avg_rssi_dbm_count integer,
    wifi_avg_rssi_dbm_min double precision,
    wifi_avg_rssi_dbm_mean double precision,
    wifi_avg_rssi_dbm_max double precision,
    wifi_avg_rssi_dbm_p95 double precision,
    wifi_avg_rssi_dbm_last double precision,
    wifi_max_rssi_dbm_count integer,
    wifi_max_rssi_dbm_min double precision,
    wifi_max_rssi_dbm_mean double precision,
    wifi_max_rssi_dbm_max double precision,
    wifi_max_rssi_dbm_p95 double precision,
    wifi_max_rssi_dbm_last double precision,
    network_notifications jsonb NOT NULL,
    mos_estimate double precision,
    mos_estimate_model text,
    classification text NOT NULL,
    classification_reason text,
    location text,
    network_type text,
    device text,
    data_center text,
    connection_type text,
    client_version text,
    network_prefix text,
    leg_end_time timestamptz,
    media_classifications jsonb NOT NULL,
    PRIMARY KEY (account_id, session_id, user_id, window_start)
);
CREATE INDEX IF NOT EXISTS user_windows_window_start ON user_windows (window_start);
COMMENT ON TABLE user_windows IS 'Quality of one user in one window [windowStart, windowEnd) of sample time. The record with the highest revision replaces all others of its key.';
COMMENT ON COLUMN user_windows.account_id IS 'Zoom account.';
COMMENT ON COLUMN user_windows.session_id IS 'Session instance.';
COMMENT ON COLUMN user_windows.session_kind IS 'What the session is.';
COMMENT ON COLUMN user_windows.session_number IS 'Zoom''s reusable meeting number, where known.';
COMMENT ON COLUMN user_windows.user_id IS 'The user''s number within this session.';
COMMENT ON COLUMN user_windows.user_key IS 'Identity that survives a re-join, where known.';
COMMENT ON COLUMN user_windows.window_start IS 'First instant of the window.';
COMMENT ON COLUMN user_windows.window_end IS 'First instant after the window.';
COMMENT ON COLUMN user_windows.state IS 'FINAL for revision 1, REVISED after.';
COMMENT ON COLUMN user_windows.revision IS '1 for the first emission, one more with each correction.';
COMMENT ON COLUMN user_windows.sample_count IS 'Number of distinct sample times in the window; a duplicate delivery does not count.';
COMMENT ON COLUMN user_windows.late_sample_count IS 'Number of those of which some part arrived after the window''s grace.';
COMMENT ON COLUMN user_windows.streams IS 'Statistics per stream type, ordered by type.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_min_pct_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_avg_pct_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.cpu_zoom_max_pct_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.cpu_system_max_pct_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.cpu_system_max_pressure IS 'Highest CPU pressure seen in the window.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.wifi_min_rssi_dbm_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.wifi_avg_rssi_dbm_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_count IS 'Number of values.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_min IS 'Smallest value.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_mean IS 'Arithmetic mean of the values, added in order of sample time.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_max IS 'Largest value.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_p95 IS '95th percentile by nearest rank: the ceil(0.95 × count)-th smallest value.';
COMMENT ON COLUMN user_windows.wifi_max_rssi_dbm_last IS 'Value with the latest sample time.';
COMMENT ON COLUMN user_windows.network_notifications IS 'Zoom''s network notifications in the window, verbatim, distinct, in text order.';
COMMENT ON COLUMN user_windows.mos_estimate IS 'Estimated mean opinion score of the audio, 1 to 4.5 (E-model; an estimate, not Zoom''s figure).';
COMMENT ON COLUMN user_windows.mos_estimate_model IS 'Model and constants of mosEstimate, with their version; null where there is none.';
COMMENT ON COLUMN user_windows.classification IS 'Rating of the window.';
COMMENT ON COLUMN user_windows.classification_reason IS 'What decided the class, as `streamType.measure` (`audio_input.mosEstimate`); when UNCLASSIFIED one of NO_DATA, MUTED, NOT_MEASURED, TOO_SHORT.';
COMMENT ON COLUMN user_windows.location IS 'City and country as Zoom gives them, as last known before the window''s end. Source: `location`.';
COMMENT ON COLUMN user_windows.network_type IS 'Kind of network (Wired, Wifi, Cellular, …), as last known. Source: `network_type`; phone: `network`.';
COMMENT ON COLUMN user_windows.device IS 'Device (Windows, Mac, iOS, …), as last known. Source: `device`.';
COMMENT ON COLUMN user_windows.data_center IS 'Zoom data centre, as last known. Source: `data_center`.';
COMMENT ON COLUMN user_windows.connection_type IS 'Transport (UDP, TCP, SSL, …), as last known. Source: `connection_type`.';
COMMENT ON COLUMN user_windows.client_version IS 'Version of the Zoom client, as last known. Source: `version`.';
COMMENT ON COLUMN user_windows.network_prefix IS 'Network of the user''s public address, /24 or /48, never the address. Source: `signaling_ip_address`.';
COMMENT ON COLUMN user_windows.leg_end_time IS 'When the user left, if that was before the window''s end. Source: `event_ts` of the `*_summary` events.';
COMMENT ON COLUMN user_windows.media_classifications IS 'Rating per media, in the order of the enum.';

CREATE TABLE IF NOT EXISTS session_windows (
    account_id text NOT NULL,
    session_id text NOT NULL,
    session_kind text NOT NULL,
    session_number text,
    window_start timestamptz NOT NULL,
    window_end timestamptz NOT NULL,
    state text NOT NULL,
    revision integer NOT NULL,
    user_count integer NOT NULL,
    classified_user_count integer NOT NULL,
    affected_user_count integer NOT NULL,
    affected_share double precision,
    at_risk boolean NOT NULL,
    sample_count integer NOT NULL,
    media jsonb NOT NULL,
    classifications_good integer NOT NULL,
    classifications_fair integer NOT NULL,
    classifications_poor integer NOT NULL,
    classifications_bad integer NOT NULL,
    classifications_unclassified integer NOT NULL,
    score double precision,
    coverage double precision,
    PRIMARY KEY (account_id, session_id, window_start)
);
CREATE INDEX IF NOT EXISTS session_windows_window_start ON session_windows (window_start);
COMMENT ON TABLE session_windows IS 'Quality of one session in one window [windowStart, windowEnd) of sample time, derived from its users'' windows.';
COMMENT ON COLUMN session_windows.account_id IS 'Zoom account.';
COMMENT ON COLUMN session_windows.session_id IS 'Session instance.';
COMMENT ON COLUMN session_windows.session_kind IS 'What the session is.';
COMMENT ON COLUMN session_windows.session_number IS 'Zoom''s reusable meeting number, where known.';
COMMENT ON COLUMN session_windows.window_start IS 'First instant of the window.';
COMMENT ON COLUMN session_windows.window_end IS 'First instant after the window.';
COMMENT ON COLUMN session_windows.state IS 'FINAL for revision 1, REVISED after.';
COMMENT ON COLUMN session_windows.revision IS '1 for the first emission, one more with each correction.';
COMMENT ON COLUMN session_windows.user_count IS 'Users with at least one sample in the window.';
COMMENT ON COLUMN session_windows.classified_user_count IS 'Users of these whose window is rated.';
COMMENT ON COLUMN session_windows.affected_user_count IS 'Users of these whose window is rated POOR or BAD.';
COMMENT ON COLUMN session_windows.affected_share IS 'affectedUserCount / classifiedUserCount, 0 to 1; null where no user is rated.';
COMMENT ON COLUMN session_windows.at_risk IS 'True where the affected users among those rated reach the limits of a session rule; decided by the window alone.';
COMMENT ON COLUMN session_windows.sample_count IS 'Number of distinct samples of all users in the window.';
COMMENT ON COLUMN session_windows.media IS 'Per media, in the order of the enum.';
COMMENT ON COLUMN session_windows.classifications_good IS 'Users rated GOOD.';
COMMENT ON COLUMN session_windows.classifications_fair IS 'Users rated FAIR.';
COMMENT ON COLUMN session_windows.classifications_poor IS 'Users rated POOR.';
COMMENT ON COLUMN session_windows.classifications_bad IS 'Users rated BAD.';
COMMENT ON COLUMN session_windows.classifications_unclassified IS 'Users not rated.';
COMMENT ON COLUMN session_windows.score IS 'Score of the window, 0 to 100; null where no user is rated.';
COMMENT ON COLUMN session_windows.coverage IS 'Share of the samples due between each user''s first and last one in the window that came, 0 to 1, over the users whose samples in the window are enough to learn their cadence; null where no user''s are: at Zoom''s sample a minute a window of a minute holds one.';

CREATE TABLE IF NOT EXISTS alert_transitions (
    alert_id text NOT NULL,
    rule_id text NOT NULL,
    rule_version integer NOT NULL,
    scope text NOT NULL,
    transition text NOT NULL,
    sequence integer NOT NULL,
    severity text NOT NULL,
    account_id text NOT NULL,
    session_id text NOT NULL,
    user_id text,
    stream_type text,
    metric text NOT NULL,
    observed double precision,
    threshold double precision NOT NULL,
    onset_time timestamptz NOT NULL,
    transition_time timestamptz NOT NULL,
    clear_reason text,
    cause_class text,
    cause_confidence double precision,
    cause_evidence jsonb,
    suggested_actions jsonb NOT NULL,
    PRIMARY KEY (alert_id, sequence)
);
CREATE INDEX IF NOT EXISTS alert_transitions_onset_time ON alert_transitions (onset_time);
COMMENT ON TABLE alert_transitions IS 'One transition of one alert. Per alertId exactly one RAISED, at most one CLEARED, sequence without gaps.';
COMMENT ON COLUMN alert_transitions.alert_id IS 'UUID version 5 of sessionKey, userId, streamType, ruleId, ruleVersion and onset sample time: a replay yields the same.';
COMMENT ON COLUMN alert_transitions.rule_id IS 'The rule''s id.';
COMMENT ON COLUMN alert_transitions.rule_version IS 'The rule''s version.';
COMMENT ON COLUMN alert_transitions.scope IS 'One user or the whole session.';
COMMENT ON COLUMN alert_transitions.transition IS 'What happened.';
COMMENT ON COLUMN alert_transitions.sequence IS '1 for RAISED, 2 for CLEARED.';
COMMENT ON COLUMN alert_transitions.severity IS 'How bad it is.';
COMMENT ON COLUMN alert_transitions.account_id IS 'Zoom account.';
COMMENT ON COLUMN alert_transitions.session_id IS 'Session instance.';
COMMENT ON COLUMN alert_transitions.user_id IS 'The user''s number within this session; null for a session alert.';
COMMENT ON COLUMN alert_transitions.stream_type IS 'Zoom''s raw stream type; null where the rule is not about a stream.';
COMMENT ON COLUMN alert_transitions.metric IS 'The measure that the rule watches, unit in the name.';
COMMENT ON COLUMN alert_transitions.observed IS 'The value that made the transition, in the metric''s unit; null for SESSION_ENDED.';
COMMENT ON COLUMN alert_transitions.threshold IS 'The rule''s threshold, in the metric''s unit.';
COMMENT ON COLUMN alert_transitions.onset_time IS 'Sample time of the first breach.';
COMMENT ON COLUMN alert_transitions.transition_time IS 'Sample time, or for SESSION_ENDED log time, of the transition.';
COMMENT ON COLUMN alert_transitions.clear_reason IS 'Why a CLEARED alert ended (RECOVERED, SESSION_ENDED).';
COMMENT ON COLUMN alert_transitions.cause_class IS 'The class of the cause.';
COMMENT ON COLUMN alert_transitions.cause_confidence IS 'Confidence in the class, from 0 (none) to 1 (certain).';
COMMENT ON COLUMN alert_transitions.cause_evidence IS 'The values that speak for the class, one sentence each, ids only.';
COMMENT ON COLUMN alert_transitions.suggested_actions IS 'What the user or an application can do about it, the most helpful first: LOWER_RESOLUTION, TURN_VIDEO_OFF, STOP_SCREEN_SHARE, CLOSE_APPLICATIONS, USE_OTHER_DEVICE, MOVE_CLOSER_TO_ACCESS_POINT, CHANGE_NETWORK, DIAL_IN_BY_PHONE, TELL_SENDER, ASK_SUPPORT; more may be added.';

CREATE TABLE IF NOT EXISTS session_reports (
    account_id text NOT NULL,
    session_id text NOT NULL,
    session_kind text NOT NULL,
    revision integer NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz NOT NULL,
    end_reason text NOT NULL,
    users jsonb NOT NULL,
    user_count integer NOT NULL,
    participant_minutes double precision NOT NULL,
    good_share double precision,
    score double precision,
    affected_share double precision,
    worst_user_id text,
    coverage double precision,
    PRIMARY KEY (account_id, session_id)
);
CREATE INDEX IF NOT EXISTS session_reports_start_time ON session_reports (start_time);
COMMENT ON TABLE session_reports IS 'What became of a session, of its last 30 hours at most. The highest revision replaces all others of its key.';
COMMENT ON COLUMN session_reports.account_id IS 'Zoom account.';
COMMENT ON COLUMN session_reports.session_id IS 'Session instance.';
COMMENT ON COLUMN session_reports.session_kind IS 'What the session is.';
COMMENT ON COLUMN session_reports.revision IS '1 for the first emission, one more with each correction.';
COMMENT ON COLUMN session_reports.start_time IS 'First sample time.';
COMMENT ON COLUMN session_reports.end_time IS 'When the last user left, or the end of the last window with a sample.';
COMMENT ON COLUMN session_reports.end_reason IS 'Why the session counts as ended (LEGS_ENDED, SILENCE).';
COMMENT ON COLUMN session_reports.users IS 'Users, ordered by userId; where not all fit in a record, those who lost most.';
COMMENT ON COLUMN session_reports.user_count IS 'Number of users who sent a sample, whether `users` holds them or not.';
COMMENT ON COLUMN session_reports.participant_minutes IS 'Minutes of all users together.';
COMMENT ON COLUMN session_reports.good_share IS 'Share of the rated minutes that are GOOD or FAIR, 0 to 1; null where none is rated.';
COMMENT ON COLUMN session_reports.score IS 'Session score, 0 to 100, weighted by participant minutes; null where none is rated.';
COMMENT ON COLUMN session_reports.affected_share IS 'Share of the users with rated minutes who had any POOR or BAD one, 0 to 1; null where none is rated.';
COMMENT ON COLUMN session_reports.worst_user_id IS 'The user who lost most by minutes and by how bad they were; null where nobody lost anything.';
COMMENT ON COLUMN session_reports.coverage IS 'Share of the samples that were due by the legs'' times and cadence and came, 0 to 1; null where none is due.';
