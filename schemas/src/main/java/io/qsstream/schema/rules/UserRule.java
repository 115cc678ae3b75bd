package io.qsstream.schema.rules;

import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When one user, or one stream of a user, has trouble: N of the last M values beyond a threshold.
 *
 * @param id lower case, digits and hyphens
 * @param version part of an alert's id; one more when the rule comes to mean something else
 * @param media which streams are watched; empty for all that have the metric
 * @param streamTypes Zoom's raw types that are watched; empty for all; never together with {@code media}
 * @param direction the side of {@code breachThreshold} that is bad
 * @param clearThreshold in the metric's unit, apart from {@code breachThreshold} on the good side
 * @param breaches N
 * @param samples M
 * @param maxAge values older than this by the log's clock raise nothing
 */
public record UserRule(
        String id,
        int version,
        Metric metric,
        Set<Media> media,
        Set<String> streamTypes,
        Direction direction,
        double breachThreshold,
        double clearThreshold,
        int breaches,
        int samples,
        Duration maxAge,
        Severity severity,
        boolean enabled) {

    /** The longest memory of a rule, in samples. */
    public static final int MAX_SAMPLES = 16;

    /** The longest memory of a rule, in time: older samples are dead-lettered anyway. */
    public static final Duration MAX_MAX_AGE = Duration.ofHours(24);

    static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    static final Pattern STREAM_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public UserRule {
        media = media.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(media));
        streamTypes = Collections.unmodifiableSet(new LinkedHashSet<>(streamTypes));
        require(ID.matcher(id).matches(), id, "id must be lower case letters, digits and hyphens");
        require(version >= 1, id, "version must be positive");
        require(metric.media().containsAll(media), id, "media must have the metric");
        require(media.isEmpty() || streamTypes.isEmpty(), id, "media and streamTypes exclude each other");
        require(metric.isOfStreams() || streamTypes.isEmpty(), id, "the metric is not one of streams");
        require(isInRange(metric, breachThreshold), id, "breach threshold must be in the metric's range");
        require(isInRange(metric, clearThreshold), id, "clear threshold must be in the metric's range");
        require(
                direction.separates(metric, breachThreshold, clearThreshold),
                id,
                "clear threshold must be on the good side of the breach threshold");
        require(breaches >= 1 && breaches <= samples && samples <= MAX_SAMPLES, id, "1 <= breaches <= samples <= 16");
        require(maxAge.isPositive() && maxAge.compareTo(MAX_MAX_AGE) <= 0, id, "maxAge must be up to 24 h");
        require(severity != Severity.UNKNOWN, id, "severity must be known");
    }

    /** What the rule says of a value in the metric's unit. */
    public Verdict verdict(double value) {
        if (direction.isBeyond(value, breachThreshold)) {
            return Verdict.BREACH;
        }
        return direction.opposite().isBeyond(value, clearThreshold) ? Verdict.GOOD : Verdict.BETWEEN;
    }

    static boolean isInRange(Metric metric, double threshold) {
        return threshold >= metric.min() && threshold <= metric.max();
    }

    private static void require(boolean holds, String id, String what) {
        if (!holds) {
            throw new IllegalArgumentException("Rule " + id + ": " + what);
        }
    }
}
