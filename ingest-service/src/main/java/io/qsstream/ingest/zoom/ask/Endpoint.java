package io.qsstream.ingest.zoom.ask;

import io.qsstream.ingest.zoom.budget.RateLabel;

/** The calls that are made (qss-reference §4.2). */
public enum Endpoint {
    MEETING_QOS("/metrics/meetings/{}/participants/qos", RateLabel.HEAVY, "participants", 10, Kind.OAUTH),
    MEETING_QOS_SUMMARY(
            "/metrics/meetings/{}/participants/qos_summary", RateLabel.HEAVY, "participants", 10, Kind.OAUTH),
    WEBINAR_QOS("/metrics/webinars/{}/participants/qos", RateLabel.HEAVY, "participants", 10, Kind.OAUTH),
    WEBINAR_QOS_SUMMARY(
            "/metrics/webinars/{}/participants/qos_summary", RateLabel.HEAVY, "participants", 10, Kind.OAUTH),
    SESSIONS("/videosdk/sessions", RateLabel.RESOURCE_INTENSIVE, "sessions", 300, Kind.VIDEO_SDK),
    SESSION("/videosdk/sessions/{}", RateLabel.HEAVY, "", 0, Kind.VIDEO_SDK),
    SESSION_QOS("/videosdk/sessions/{}/users/qos", RateLabel.HEAVY, "users", 10, Kind.VIDEO_SDK),
    SESSION_QOS_SUMMARY("/videosdk/sessions/{}/users/qos_summary", RateLabel.HEAVY, "users", 10, Kind.VIDEO_SDK),
    USER_QOS("/videosdk/sessions/{}/users/{}/qos", RateLabel.HEAVY, "", 0, Kind.VIDEO_SDK);

    /** Kinds of credentials. */
    public enum Kind {
        OAUTH,
        VIDEO_SDK
    }

    final String path;
    final RateLabel label;
    /** The array of a page. */
    final String list;
    /** The most that Zoom gives; its default is 1 for most of these. 0 where there are no pages. */
    final int pageSize;

    final Kind kind;

    Endpoint(String path, RateLabel label, String list, int pageSize, Kind kind) {
        this.path = path;
        this.label = label;
        this.list = list;
        this.pageSize = pageSize;
        this.kind = kind;
    }

    /** Which credentials a call needs. */
    public Kind credentials() {
        return kind;
    }

    /** The most elements of one page. */
    public int pageSize() {
        return pageSize;
    }
}
