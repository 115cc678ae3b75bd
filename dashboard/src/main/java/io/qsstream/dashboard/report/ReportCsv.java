package io.qsstream.dashboard.report;

import io.qsstream.dashboard.model.Person;
import io.qsstream.v1.Cause;
import io.qsstream.v1.ClassificationMinutes;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.UserReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as CSV (RFC 4180), one line per user and stream type. Pure. */
public final class ReportCsv {

    private static final List<String> HEADER = List.of(
            "accountId",
            "sessionId",
            "userId",
            "userKey",
            "name",
            "minutes",
            "goodMinutes",
            "fairMinutes",
            "poorMinutes",
            "badMinutes",
            "unclassifiedMinutes",
            "worstStream",
            "cause",
            "advice",
            "streamType",
            "media",
            "jitterMeanMs",
            "jitterP95Ms",
            "latencyMeanMs",
            "latencyP95Ms",
            "lossMeanPct",
            "lossP95Pct",
            "bitrateMeanKbps",
            "frameRateMeanFps");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    /** The text of a report, with the names that are known of its users. */
    public static String of(SessionReport report, Function<String, Person> people) {
        StringBuilder csv = new StringBuilder();
        line(csv, HEADER);
        for (UserReport user : report.getUsers()) {
            List<@Nullable StreamReport> streams = new ArrayList<>(user.getStreams());
            if (streams.isEmpty()) {
                streams.add(null);
            }
            for (StreamReport stream : streams) {
                List<@Nullable String> cells = new ArrayList<>(userCells(report, user, people.apply(user.getUserId())));
                cells.addAll(streamCells(stream));
                line(csv, cells);
            }
        }
        return csv.toString();
    }

    private static List<@Nullable String> userCells(SessionReport report, UserReport user, Person person) {
        ClassificationMinutes minutes = user.getClassificationMinutes();
        Cause cause = user.getCause();
        List<@Nullable String> cells = new ArrayList<>();
        cells.add(report.getAccountId());
        cells.add(report.getSessionId());
        cells.add(user.getUserId());
        cells.add(user.getUserKey());
        cells.add(person.name());
        cells.add(Numbers.plain(user.getMinutes()));
        cells.add(Numbers.plain(minutes.getGood()));
        cells.add(Numbers.plain(minutes.getFair()));
        cells.add(Numbers.plain(minutes.getPoor()));
        cells.add(Numbers.plain(minutes.getBad()));
        cells.add(Numbers.plain(minutes.getUnclassified()));
        cells.add(user.getWorstStream());
        cells.add(cause == null ? null : cause.getClass$().name());
        cells.add(String.join(" ", user.getAdvice()));
        return cells;
    }

    private static List<@Nullable String> streamCells(@Nullable StreamReport stream) {
        List<@Nullable String> cells = new ArrayList<>();
        if (stream == null) {
            return cells;
        }
        cells.add(stream.getType());
        cells.add(stream.getMedia().name());
        for (Stats stats :
                new @Nullable Stats[] {stream.getJitterMs(), stream.getLatencyMs(), stream.getAvgLossPct()}) {
            cells.add(stats == null ? null : Numbers.plain(stats.getMean()));
            cells.add(stats == null ? null : Numbers.plain(stats.getP95()));
        }
        for (Stats stats : new @Nullable Stats[] {stream.getBitrateKbps(), stream.getFrameRateFps()}) {
            cells.add(stats == null ? null : Numbers.plain(stats.getMean()));
        }
        return cells;
    }

    private static void line(StringBuilder csv, List<? extends @Nullable String> cells) {
        List<@Nullable String> all = new ArrayList<>(cells);
        while (all.size() < HEADER.size()) {
            all.add(null);
        }
        csv.append(all.stream().map(ReportCsv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /**
     * One cell. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"):
     * whoever joins a call chooses the name.
     */
    static String cell(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        boolean formula = "=+-@\t\r\n|".indexOf(text.charAt(0)) >= 0
                && !NUMBER.matcher(text).matches();
        String safe = formula ? '\'' + text : text;
        boolean quoted =
                safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';' || c == '\t');
        return quoted || formula ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private ReportCsv() {}
}
