package io.qsstream.schema.topic;

import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The catalogue. Creation, the check at start, the topology, the tests and {@code docs/topics.md} all read it.
 *
 * <p>Every topic is partitioned by the session's key alone ({@link SessionPartition}), so one session is one partition
 * everywhere.
 */
public final class Topics {

    /** Webhook bodies may have 1 MiB; key, headers and incompressible bytes must still fit in. */
    private static final String LARGEST_RECORD_BYTES = Integer.toString(2 * 1024 * 1024);

    /** How long raw events are kept, and so how far back a session can be rebuilt from them. */
    public static final Duration RAW_RETENTION = Duration.ofDays(7);

    public static final Topic<byte[]> RAW_EVENTS = new Topic<>(
                    "zoom.qss.raw-events.v1",
                    byte[].class,
                    "sessionKey, null if the body has none",
                    Topic.kept(RAW_RETENTION))
            // One clock, monotone per partition, whatever the ingest hosts think.
            .with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
            .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_RECORD_BYTES);

    public static final Topic<QosSample> SAMPLES =
            new Topic<>("zoom.qss.samples.v1", QosSample.class, "sessionKey", Topic.kept(Duration.ofDays(7)));

    public static final Topic<UserQosWindow> USER_WINDOWS = new Topic<>(
            "zoom.qss.user-windows.v1",
            UserQosWindow.class,
            "sessionKey|userId|windowStart",
            Topic.compactedAndKept(Duration.ofDays(30)));

    public static final Topic<SessionQosWindow> SESSION_WINDOWS = new Topic<>(
            "zoom.qss.session-windows.v1",
            SessionQosWindow.class,
            "sessionKey|windowStart",
            Topic.compactedAndKept(Duration.ofDays(30)));

    public static final Topic<AlertTransition> ALERTS =
            new Topic<>("zoom.qss.alerts.v1", AlertTransition.class, "alertId", Topic.kept(Duration.ofDays(30)));

    /** A webinar of ten thousand users in one record; all else is far smaller. */
    public static final int LARGEST_REPORT_BYTES = 8 * 1024 * 1024;

    public static final Topic<SessionReport> SESSION_REPORTS = new Topic<>(
                    "zoom.qss.session-reports.v1", SessionReport.class, "sessionKey", Topic.compacted())
            .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_REPORT_BYTES));

    public static final Topic<CompletenessVerdict> COMPLETENESS = new Topic<>(
            "zoom.qss.completeness.v1",
            CompletenessVerdict.class,
            "sessionKey",
            Topic.compactedAndKept(Duration.ofDays(30)));

    public static final Topic<UserIdentity> USER_DIRECTORY = new Topic<>(
            "zoom.qss.user-directory.v1",
            UserIdentity.class,
            "sessionKey|userId",
            Topic.compactedAndKept(Duration.ofDays(30)));

    /** What the processor asks of itself; one record is one session that is told again. */
    public static final Topic<RebuildRequest> REBUILDS =
            new Topic<>("zoom.qss.rebuilds.v1", RebuildRequest.class, "sessionKey", Topic.kept(RAW_RETENTION));

    public static final Topic<byte[]> DEAD_LETTERS = new Topic<>(
                    "zoom.qss.dead-letters.v1", byte[].class, "key of the input", Topic.kept(Duration.ofDays(30)))
            .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_RECORD_BYTES);

    public static final List<Topic<?>> ALL = List.of(
            RAW_EVENTS,
            SAMPLES,
            USER_WINDOWS,
            SESSION_WINDOWS,
            ALERTS,
            SESSION_REPORTS,
            COMPLETENESS,
            USER_DIRECTORY,
            REBUILDS,
            DEAD_LETTERS);

    private Topics() {}
}
