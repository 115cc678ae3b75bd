package io.qsstream.dashboard.model;

import io.qsstream.v1.Classification;
import org.jspecify.annotations.Nullable;

/** Orders sessions and users by how bad it is: the worst first wherever somebody looks for trouble. Pure. */
final class Trouble {

    /**
     * Of a session: a raised alert outweighs any rating, a critical one several warnings; the rest is 0 to 70 by share of
     * affected users, by risk and by score.
     */
    static double ofSession(
            int criticalAlerts,
            int warningAlerts,
            @Nullable Double affectedShare,
            boolean atRisk,
            @Nullable Double score) {
        double rating = (affectedShare == null ? 0 : 30 * affectedShare)
                + (atRisk ? 20 : 0)
                + (score == null ? 0 : (100 - score) / 5);
        return rounded(100.0 * criticalAlerts + 20.0 * warningAlerts + rating);
    }

    /** Of a user: alerts as for sessions, then the rating of the last window. */
    static double ofUser(int criticalAlerts, int warningAlerts, Classification classification) {
        int rating = switch (classification) {
            case BAD -> 15;
            case POOR -> 10;
            case FAIR -> 3;
            case UNCLASSIFIED -> 1;
            case GOOD -> 0;
        };
        return 100.0 * criticalAlerts + 20.0 * warningAlerts + rating;
    }

    private static double rounded(double trouble) {
        return Math.round(trouble * 100) / 100.0;
    }

    private Trouble() {}
}
