package io.qsstream.dashboard.report;

import io.qsstream.dashboard.model.Person;
import io.qsstream.v1.Cause;
import io.qsstream.v1.ClassificationMinutes;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.UserReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A report as one HTML file for printing: no script, no request, nothing unescaped. Pure but for its style sheet. */
public final class ReportHtml {

    private static final String STYLE = style();

    /** Allows the style sheet inside the file by its hash, and nothing else. */
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /** The page of a report, with the names that are known of its users. */
    public static String of(SessionReport report, @Nullable String sessionName, Function<String, Person> people) {
        StringBuilder html = new StringBuilder(8_192);
        String title = sessionName == null ? report.getSessionId() : sessionName;
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\">");
        element(html, "title", "Session report: " + title);
        html.append("<style>").append(STYLE).append("</style></head><body>");
        element(html, "h1", "Session report: " + title);
        html.append("<dl>");
        fact(html, "Account", report.getAccountId());
        fact(html, "Session", report.getSessionId());
        fact(html, "Kind", words(report.getSessionKind().name()));
        fact(html, "Start", time(report.getStartTime()));
        fact(html, "End", time(report.getEndTime()));
        fact(html, "Ended by", words(report.getEndReason()));
        fact(html, "Revision", Integer.toString(report.getRevision()));
        fact(html, "Users", Integer.toString(report.getUsers().size()));
        fact(html, "Participant minutes", Numbers.plain(report.getParticipantMinutes()));
        Double goodShare = report.getGoodShare();
        fact(html, "Good or fair", goodShare == null ? "not rated" : Numbers.plain(100 * goodShare) + " %");
        Double score = report.getScore();
        fact(html, "Score", score == null ? "not rated" : Numbers.plain(score) + " of 100");
        Double coverage = report.getCoverage();
        fact(html, "Samples that came", coverage == null ? "none was due" : shareOf(coverage) + " %");
        html.append("</dl>");
        for (UserReport user : report.getUsers()) {
            user(html, user, people.apply(user.getUserId()));
        }
        return html.append("</body></html>\n").toString();
    }

    /** Rounded down: what is not all is never shown as all. */
    private static String shareOf(double coverage) {
        return Numbers.plain(Math.floor(1000 * coverage) / 10);
    }

    private static void user(StringBuilder html, UserReport user, Person person) {
        String name = person.name();
        html.append("<section>");
        element(html, "h2", name == null || name.isBlank() ? "User " + user.getUserId() : name);
        html.append("<dl>");
        fact(html, "User", user.getUserId());
        if (user.getUserKey() != null) {
            fact(html, "User key", user.getUserKey());
        }
        ClassificationMinutes minutes = user.getClassificationMinutes();
        fact(html, "Minutes", Numbers.plain(user.getMinutes()));
        fact(
                html,
                "Good, fair, poor, bad, not rated",
                Numbers.plain(minutes.getGood()) + ", " + Numbers.plain(minutes.getFair()) + ", "
                        + Numbers.plain(minutes.getPoor()) + ", " + Numbers.plain(minutes.getBad()) + ", "
                        + Numbers.plain(minutes.getUnclassified()) + " min");
        if (user.getWorstStream() != null) {
            fact(html, "Worst stream", user.getWorstStream());
        }
        fact(html, "Alerts", Integer.toString(user.getAlertIds().size()));
        Cause cause = user.getCause();
        if (cause != null) {
            fact(
                    html,
                    "Likely cause",
                    words(cause.getClass$().name()) + " (confidence " + Numbers.plain(100 * cause.getConfidence())
                            + " %)");
        }
        html.append("</dl>");
        if (cause != null) {
            list(html, "What speaks for it", cause.getEvidence());
        }
        list(html, "Advice", user.getAdvice());
        if (!user.getStreams().isEmpty()) {
            html.append("<table><thead><tr><th>Stream</th><th>Jitter ms</th><th>Latency ms</th><th>Loss %</th>")
                    .append("<th>Bit rate kbps</th><th>Frame rate fps</th></tr></thead><tbody>");
            for (StreamReport stream : user.getStreams()) {
                html.append("<tr>");
                element(html, "th", stream.getType());
                element(html, "td", meanAndP95(stream.getJitterMs()));
                element(html, "td", meanAndP95(stream.getLatencyMs()));
                element(html, "td", meanAndP95(stream.getAvgLossPct()));
                element(html, "td", meanAndP95(stream.getBitrateKbps()));
                element(html, "td", meanAndP95(stream.getFrameRateFps()));
                html.append("</tr>");
            }
            html.append("</tbody></table><p class=\"note\">Mean, and the 95th percentile in brackets.</p>");
        }
        html.append("</section>");
    }

    private static String meanAndP95(@Nullable Stats stats) {
        return stats == null ? "" : Numbers.plain(stats.getMean()) + " (" + Numbers.plain(stats.getP95()) + ")";
    }

    private static void list(StringBuilder html, String title, Iterable<String> items) {
        if (items.iterator().hasNext()) {
            element(html, "h3", title);
            html.append("<ul>");
            items.forEach(item -> element(html, "li", item));
            html.append("</ul>");
        }
    }

    private static void fact(StringBuilder html, String name, String value) {
        element(html, "dt", name);
        element(html, "dd", value);
    }

    private static void element(StringBuilder html, String tag, String text) {
        html.append('<')
                .append(tag)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(tag)
                .append('>');
    }

    /** {@code VIDEO_SDK_SESSION} as {@code video sdk session}. */
    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    /** Text that is text wherever it stands. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String style() {
        try (InputStream content = ReportHtml.class.getClassLoader().getResourceAsStream("report.css")) {
            if (content == null) {
                throw new IllegalStateException("report.css is not on the class path");
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ReportHtml() {}
}
