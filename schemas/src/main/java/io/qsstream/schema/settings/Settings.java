package io.qsstream.schema.settings;

import java.util.Set;

/**
 * Every setting below {@code qsstream.} of all services, because they may share one environment file: a name that
 * another service reads is not a mistake.
 */
public final class Settings {

    public static final Set<String> KNOWN = Set.of(
            "qsstream.environment",
            "qsstream.tls.certificate",
            "qsstream.tls.key",
            "qsstream.topics.partitions",
            "qsstream.topics.replication",
            "qsstream.ingest.max-signature-age",
            "qsstream.ingest.max-clock-lead",
            "qsstream.ingest.deadline",
            "qsstream.ingest.max-in-flight",
            "qsstream.ingest.max-connections",
            "qsstream.ingest.tick-interval",
            "qsstream.ingest.drain-wait",
            "qsstream.zoom-api.url",
            "qsstream.zoom-api.oauth-url",
            "qsstream.zoom-api.heavy-per-second",
            "qsstream.zoom-api.listings-per-minute",
            "qsstream.zoom-api.calls-per-day",
            "qsstream.zoom-api.max-sample-age",
            "qsstream.zoom-api.auto-backfill",
            "qsstream.zoom-api.auto-backfill-delay",
            "qsstream.zoom-api.state-dir",
            "qsstream.watch.least-silence",
            "qsstream.watch.validation-silence",
            "qsstream.watch.file",
            "qsstream.application-id",
            "qsstream.rebuild.max-samples",
            "qsstream.window.size",
            "qsstream.window.grace",
            "qsstream.window.retention",
            "qsstream.state.dir",
            "qsstream.alerts.input-means",
            "qsstream.alerts.rules",
            "qsstream.avro.serde",
            "qsstream.processor.threads",
            "qsstream.processor.standby-replicas",
            "qsstream.dashboard.sample-age",
            "qsstream.dashboard.window-age",
            "qsstream.dashboard.alert-age",
            "qsstream.dashboard.session-age",
            "qsstream.dashboard.session-silence",
            "qsstream.dashboard.max-sessions",
            "qsstream.dashboard.max-users",
            "qsstream.dashboard.max-samples",
            "qsstream.dashboard.max-alerts",
            "qsstream.dashboard.stream-clients",
            "qsstream.dashboard.stream-queue",
            "qsstream.dashboard.stream-buffer-mib",
            "qsstream.dashboard.page-token",
            "qsstream.notify.alertmanagers",
            "qsstream.notify.refresh",
            "qsstream.notify.public-url",
            "qsstream.refresh.ingest",
            "qsstream.tracing.endpoint",
            "qsstream.tracing.ratio");

    private Settings() {}
}
