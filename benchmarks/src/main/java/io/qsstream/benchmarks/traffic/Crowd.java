package io.qsstream.benchmarks.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Users in sessions, and the body of any minute of any of them: {@code meeting.participant_qos} with nine entries, some
 * 2 KB. The same seed gives the same bytes. Two of a hundred users have a bad network from the eighth to the
 * fourteenth minute, so that alerts are raised, explained and cleared.
 *
 * @param users user u is in session u modulo {@code sessions}
 */
public record Crowd(int users, int sessions, long seed) {

    /** Entries of a body. */
    public static final int ENTRIES = 9;

    private static final String ACCOUNT = "qK7vR2mXTdWn0bYc5HsLpA";

    public Crowd {
        if (sessions < 1 || users < sessions) {
            throw new IllegalArgumentException(
                    "A session needs a user: " + users + " users, " + sessions + " sessions");
        }
    }

    public int sessionOf(int user) {
        return user % sessions;
    }

    public String sessionId(int session) {
        return id(session, 1, 16) + "==";
    }

    public String sessionKey(int user) {
        return ACCOUNT + '|' + sessionId(sessionOf(user));
    }

    /** The participant's number within the session. */
    public String userId(int user) {
        return Integer.toString(16_778_240 + user);
    }

    private String id(int number, int salt, int bytes) {
        byte[] raw = new byte[bytes];
        new Random(seed * 31 + number * 7919L + salt).nextBytes(raw);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /**
     * What Zoom would post of one user and one minute.
     *
     * @param minute since the user joined
     * @param sampleTime in whole seconds
     * @param eventTime when Zoom posts it
     */
    public byte[] body(int user, int minute, Instant sampleTime, Instant eventTime) {
        return body(user, minute, sampleTime, eventTime, user % 50 == 7 && minute >= 8 && minute < 14);
    }

    /** As above, but in trouble exactly where {@code troubled} says so. */
    public byte[] body(int user, int minute, Instant sampleTime, Instant eventTime, boolean troubled) {
        SplittableRandom random = new SplittableRandom(seed + user * 1_000_003L + minute);
        StringBuilder body = new StringBuilder(2300);
        body.append("{\"event\":\"meeting.participant_qos\",\"event_ts\":")
                .append(eventTime.toEpochMilli())
                .append(",\"payload\":{\"account_id\":\"")
                .append(ACCOUNT)
                .append("\",\"object\":{\"uuid\":\"")
                .append(sessionId(sessionOf(user)))
                .append("\",\"participant\":{\"user_id\":\"")
                .append(userId(user))
                .append("\",\"participant_user_id\":\"")
                .append(id(user, 2, 16))
                .append("\",\"email\":\"user")
                .append(user)
                .append("@example.com\",\"qos\":[");
        String time = sampleTime.toString();
        stream(body, time, "audio_input", 60 + random.nextInt(25), random, troubled, "");
        stream(body, time, "audio_output", 55 + random.nextInt(25), random, troubled, "");
        stream(body, time, "video_input", 900 + random.nextInt(700), random, troubled, picture("1280*720", random));
        stream(body, time, "video_output", 500 + random.nextInt(500), random, troubled, picture("640*360", random));
        stream(body, time, "as_input", 200 + random.nextInt(300), random, troubled, picture("1920*1080", random));
        stream(body, time, "as_output", 150 + random.nextInt(300), random, troubled, picture("1920*1080", random));
        int cpu = 3 + random.nextInt(10);
        entry(body, time, "cpu_usage")
                .append("\"zoom_min_cpu_usage\":\"")
                .append(cpu)
                .append("%\",\"zoom_avg_cpu_usage\":\"")
                .append(cpu + 5)
                .append("%\",\"zoom_max_cpu_usage\":\"")
                .append(cpu + 11)
                .append("%\",\"system_max_cpu_usage\":\"")
                .append(cpu + 25)
                .append("%\",\"system_min_cpu_pressure_level\":\"normal\",\"system_avg_cpu_pressure_level\":\"normal\","
                        + "\"system_max_cpu_pressure_level\":\"fair\"}},");
        int signal = 45 + random.nextInt(15);
        entry(body, time, "wifi_rssi")
                .append("\"min_rssi\":\"-")
                .append(signal + 6)
                .append("\",\"avg_rssi\":\"-")
                .append(signal + 2)
                .append("\",\"max_rssi\":\"-")
                .append(signal)
                .append("\",\"rssi_unit\":\"dBm\"}},");
        entry(body, time, "audio_quality")
                .append(
                        troubled
                                ? "\"quality\":\"poor\",\"quality_score\":\"2."
                                : "\"quality\":\"good\",\"quality_score\":\"4.")
                .append(10 + random.nextInt(90))
                .append("\"}}]}}}}");
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder entry(StringBuilder body, String time, String type) {
        return body.append("{\"date_time\":\"")
                .append(time)
                .append("\",\"type\":\"")
                .append(type)
                .append("\",\"details\":{");
    }

    private static void stream(
            StringBuilder body,
            String time,
            String type,
            int kbps,
            SplittableRandom random,
            boolean troubled,
            String picture) {
        int latency = troubled ? 320 + random.nextInt(120) : 30 + random.nextInt(60);
        int jitter = troubled ? 60 + random.nextInt(40) : 2 + random.nextInt(12);
        int loss = troubled ? 80 + random.nextInt(60) : random.nextInt(8);
        entry(body, time, type)
                .append("\"bitrate\":\"")
                .append(kbps)
                .append(" kbps\",\"latency\":\"")
                .append(latency)
                .append(" ms\",\"jitter\":\"")
                .append(jitter)
                .append(" ms\",\"avg_loss\":\"");
        tenths(body, loss).append("%\",\"max_loss\":\"");
        tenths(body, loss * 3 + 2).append("%\"").append(picture).append("}},");
    }

    private static StringBuilder tenths(StringBuilder body, int tenths) {
        return body.append(tenths / 10).append('.').append(tenths % 10);
    }

    private static String picture(String resolution, SplittableRandom random) {
        return ",\"resolution\":\"" + resolution + "\",\"frame_rate\":\"" + (20 + random.nextInt(10)) + " fps\"";
    }
}
