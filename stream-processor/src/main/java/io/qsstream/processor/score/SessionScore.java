package io.qsstream.processor.score;

import io.qsstream.v1.Classification;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How good a session was for all of its users together. Pure.
 *
 * <p>Every minute counts the same, whoever lived through it: of a thousand users one with a bad hour costs the session
 * a tenth of a point, and is named beside it. Minutes that are not rated count for nothing, neither way.
 *
 * @param participantMinutes of all users, rated or not
 * @param score 0 to 100, the mean over all rated minutes; null where none is rated
 * @param goodShare share of the rated minutes that are GOOD or FAIR; null where none is rated
 * @param affectedShare share of the users with rated minutes who had any POOR or BAD; null where none is rated
 * @param worstUserId who lost most by minutes and by how bad they were; null where nobody lost anything
 */
public record SessionScore(
        double participantMinutes,
        @Nullable Double score,
        @Nullable Double goodShare,
        @Nullable Double affectedShare,
        @Nullable String worstUserId) {

    /** A stretch of a user's session, and how it was rated. */
    public record RatedMinutes(double minutes, Classification classification) {

        public RatedMinutes {
            if (!(minutes >= 0 && minutes < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("minutes must be finite and not negative, were " + minutes);
            }
        }
    }

    /** Sums up a session from its users' stretches, by userId. The order of either does not matter. */
    public static SessionScore of(Map<String, List<RatedMinutes>> users) {
        SortedMap<String, Minutes> byUser = new TreeMap<>();
        users.forEach((userId, stretches) -> byUser.put(userId, Minutes.of(stretches)));
        Minutes all = new Minutes();
        int ratedUsers = 0;
        int affectedUsers = 0;
        double mostLost = 0;
        String worst = null;
        for (Map.Entry<String, Minutes> each : byUser.entrySet()) {
            Minutes user = each.getValue();
            all.add(user);
            ratedUsers += user.rated() > 0 ? 1 : 0;
            affectedUsers += user.affected() > 0 ? 1 : 0;
            if (user.lost() > mostLost) {
                mostLost = user.lost();
                worst = each.getKey();
            }
        }
        double rated = all.rated();
        if (rated == 0) {
            return new SessionScore(all.total(), null, null, null, null);
        }
        return new SessionScore(
                all.total(),
                100 * (1 - all.lost() / rated),
                1 - all.affected() / rated,
                (double) affectedUsers / ratedUsers,
                worst);
    }

    /** Minutes per class. */
    private static final class Minutes {

        private final Map<Classification, Double> perClass = new EnumMap<>(Classification.class);

        /** Added in order of length, so that the last bit of the sum does not depend on who came first. */
        static Minutes of(List<RatedMinutes> stretches) {
            Minutes minutes = new Minutes();
            stretches.stream()
                    .sorted(Comparator.comparingDouble(RatedMinutes::minutes))
                    .forEach(stretch -> minutes.add(stretch.classification(), stretch.minutes()));
            return minutes;
        }

        void add(Minutes other) {
            other.perClass.forEach(this::add);
        }

        private void add(Classification classification, double minutes) {
            perClass.merge(classification, minutes, Double::sum);
        }

        double total() {
            return rated() + of(Classification.UNCLASSIFIED);
        }

        double rated() {
            return of(Classification.GOOD) + of(Classification.FAIR) + affected();
        }

        double affected() {
            return of(Classification.POOR) + of(Classification.BAD);
        }

        /** In BAD minutes. Zoom's four bands are equally wide (qss-reference §6.1), so the steps are equal. */
        double lost() {
            return (of(Classification.FAIR) + 2 * of(Classification.POOR) + 3 * of(Classification.BAD)) / 3;
        }

        private double of(Classification classification) {
            return perClass.getOrDefault(classification, 0.0);
        }
    }
}
