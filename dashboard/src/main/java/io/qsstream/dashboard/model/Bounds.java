package io.qsstream.dashboard.model;

import java.time.Duration;

/**
 * How much is held. Ages are against the log's clock.
 *
 * @param sampleAge samples older than this are let go
 * @param windowAge a session that has no report and was last heard of longer ago is let go
 * @param alertAge cleared alerts older than this are let go
 * @param sessionAge ended sessions that were last heard of longer ago are let go
 * @param strip how much of its windows each user and session keeps, back from its own last one
 * @param silence after which a session without a report counts as ended
 * @param maxSessions then those heard of longest ago go first, ended ones before live ones
 * @param maxUsers of all sessions together, likewise
 * @param maxSamples of all users together; then the oldest samples go, whoever's they are
 * @param maxAlerts then the oldest cleared ones go first
 */
public record Bounds(
        Duration sampleAge,
        Duration windowAge,
        Duration alertAge,
        Duration sessionAge,
        Duration strip,
        Duration silence,
        int maxSessions,
        int maxUsers,
        int maxSamples,
        int maxAlerts) {}
