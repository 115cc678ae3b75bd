package io.qsstream.dashboard.view;

import io.qsstream.schema.rules.Direction;
import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import java.util.List;

/** The alert rules as this service read them: give it the processor's file. */
public record RulesView(List<Rule> rules, List<SessionRule> sessionRules) {

    /** A rule about a user or a stream; {@code media} and {@code streamTypes} are empty for all. */
    public record Rule(
            String id,
            int version,
            String metric,
            List<Media> media,
            List<String> streamTypes,
            Limit breach,
            Limit clear,
            int breaches,
            int samples,
            long maxAgeSeconds,
            Severity severity,
            boolean enabled) {}

    /** A threshold and the side of it that counts. */
    public record Limit(Direction direction, double value) {}

    /** A rule about a session. */
    public record SessionRule(
            String id,
            int version,
            List<String> rules,
            double raiseShare,
            double clearShare,
            int minUsers,
            Severity severity,
            boolean enabled) {}
}
