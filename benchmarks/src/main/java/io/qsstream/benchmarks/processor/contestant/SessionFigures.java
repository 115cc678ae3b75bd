package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.v1.ClassificationCounts;
import io.qsstream.v1.MeasureOverUsers;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaStats;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.WindowState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A session's window as one value per user, media and measure, in a compact binary form. */
final class SessionFigures {

    private static final Media[] MEDIA = Media.values();
    private static final int MEASURES = 6;
    /** Bit rate and frame rate get worse downwards, the others upwards. */
    private static final boolean[] GREATER_IS_WORSE = {false, true, true, true, true, false};

    /** One user's means by media and measure, NaN where there is none, and which media the user has. */
    private record Means(int samples, int media, double[] values) {}

    private String accountId = "";
    private String sessionId = "";
    private SessionKind kind = SessionKind.UNKNOWN;
    private final Map<String, Means> users = new TreeMap<>();

    /** Adds a user, or replaces what was known of it. */
    SessionFigures put(UserFigures user) {
        accountId = user.accountId();
        sessionId = user.sessionId();
        kind = user.kind();
        double[] values = new double[MEDIA.length * MEASURES];
        int media = 0;
        for (Media each : MEDIA) {
            media |= user.has(each) ? 1 << each.ordinal() : 0;
            for (int measure = 0; measure < MEASURES; measure++) {
                values[each.ordinal() * MEASURES + measure] = user.mean(each, measure);
            }
        }
        users.put(user.userId(), new Means(user.samples(), media, values));
        return this;
    }

    SessionQosWindow toWindow(Instant start, Instant end) {
        SessionQosWindow window = new SessionQosWindow();
        window.setAccountId(accountId);
        window.setSessionId(sessionId);
        window.setSessionKind(kind);
        window.setWindowStart(start);
        window.setWindowEnd(end);
        window.setState(WindowState.FINAL);
        window.setRevision(1);
        window.setUserCount(users.size());
        window.setSampleCount(users.values().stream().mapToInt(Means::samples).sum());
        window.setClassifications(new ClassificationCounts(0, 0, 0, 0, users.size()));
        List<MediaStats> stats = new ArrayList<>(3);
        for (Media media : MEDIA) {
            int bit = 1 << media.ordinal();
            int with = (int) users.values().stream()
                    .filter(user -> (user.media() & bit) != 0)
                    .count();
            if (with > 0) {
                stats.add(new MediaStats(
                        media,
                        with,
                        overUsers(media, 0),
                        overUsers(media, 1),
                        overUsers(media, 2),
                        overUsers(media, 3),
                        overUsers(media, 4),
                        overUsers(media, 5)));
            }
        }
        window.setMedia(stats);
        return window;
    }

    private @Nullable MeasureOverUsers overUsers(Media media, int measure) {
        double[] values = users.values().stream()
                .mapToDouble(user -> user.values()[media.ordinal() * MEASURES + measure])
                .filter(value -> !Double.isNaN(value))
                .toArray();
        if (values.length == 0) {
            return null;
        }
        double mean = Arrays.stream(values).sum() / values.length;
        Arrays.sort(values);
        return new MeasureOverUsers(
                values.length,
                mean,
                values[(95 * values.length + 99) / 100 - 1],
                GREATER_IS_WORSE[measure] ? values[values.length - 1] : values[0]);
    }

    // Binary form

    byte[] encode() {
        int perUser = 64 + 8 * MEDIA.length * MEASURES;
        ByteBuffer out = ByteBuffer.allocate(256 + users.size() * perUser);
        UserFigures.text(out, accountId);
        UserFigures.text(out, sessionId);
        out.put((byte) kind.ordinal()).putInt(users.size());
        users.forEach((user, means) -> {
            UserFigures.text(out, user);
            out.putInt(means.samples()).putInt(means.media());
            for (double value : means.values()) {
                out.putDouble(value);
            }
        });
        return Arrays.copyOf(out.array(), out.position());
    }

    static SessionFigures decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        SessionFigures figures = new SessionFigures();
        figures.accountId = UserFigures.text(in);
        figures.sessionId = UserFigures.text(in);
        figures.kind = SessionKind.values()[in.get()];
        int size = in.getInt();
        for (int each = 0; each < size; each++) {
            String user = UserFigures.text(in);
            int samples = in.getInt();
            int media = in.getInt();
            double[] values = new double[MEDIA.length * MEASURES];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.getDouble();
            }
            figures.users.put(user, new Means(samples, media, values));
        }
        return figures;
    }
}
