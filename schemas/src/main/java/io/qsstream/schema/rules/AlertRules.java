package io.qsstream.schema.rules;

import io.qsstream.v1.Media;
import io.qsstream.v1.StreamQos;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rules of a deployment, in the order of the file; ids are unique over both lists. */
public final class AlertRules {

    private final List<UserRule> userRules;
    private final List<SessionRule> sessionRules;
    private final List<SessionRule> enabledSessionRules;
    private final List<UserRule> ofUsers;
    private final Map<Media, Watchers> ofStreams = new EnumMap<>(Media.class);

    /** Who watches a stream, and whether any of them compares its bit rate with what it was before. */
    private record Watching(List<UserRule> rules, boolean remembersBitrates) {

        Watching(List<UserRule> rules) {
            this(rules, rules.stream().anyMatch(rule -> rule.metric() == Metric.BITRATE_DROP_PCT));
        }
    }

    /**
     * Who watches the streams of one media.
     *
     * @param ofType by stream type, for the types that some rule names
     * @param ofOther of any other type
     */
    private record Watchers(Map<String, Watching> ofType, Watching ofOther) {

        static Watchers of(Media media, List<UserRule> rules) {
            List<UserRule> ofMedia = rules.stream()
                    .filter(rule -> rule.metric().isOfStreams())
                    .filter(rule -> rule.media().isEmpty() || rule.media().contains(media))
                    .toList();
            Map<String, Watching> ofType = new HashMap<>();
            ofMedia.stream()
                    .flatMap(rule -> rule.streamTypes().stream())
                    .distinct()
                    .forEach(type -> ofType.put(
                            type,
                            new Watching(ofMedia.stream()
                                    .filter(rule -> rule.streamTypes().isEmpty()
                                            || rule.streamTypes().contains(type))
                                    .toList())));
            return new Watchers(
                    ofType,
                    new Watching(ofMedia.stream()
                            .filter(rule -> rule.streamTypes().isEmpty())
                            .toList()));
        }

        Watching of(StreamQos stream) {
            return ofType.isEmpty() ? ofOther : ofType.getOrDefault(stream.getType(), ofOther);
        }
    }

    public AlertRules(List<UserRule> userRules, List<SessionRule> sessionRules) {
        this.userRules = List.copyOf(userRules);
        this.sessionRules = List.copyOf(sessionRules);
        Set<String> ids = new HashSet<>();
        for (UserRule rule : this.userRules) {
            require(ids.add(rule.id()), rule.id() + " is there twice");
        }
        Set<String> userRuleIds = Set.copyOf(ids);
        for (SessionRule rule : this.sessionRules) {
            require(ids.add(rule.id()), rule.id() + " is there twice");
            require(userRuleIds.containsAll(rule.userRuleIds()), rule.id() + " names a rule that is not there");
        }
        List<UserRule> enabled = enabledUserRules();
        enabledSessionRules =
                this.sessionRules.stream().filter(SessionRule::enabled).toList();
        ofUsers = enabled.stream().filter(rule -> !rule.metric().isOfStreams()).toList();
        for (Media media : Media.values()) {
            ofStreams.put(media, Watchers.of(media, enabled));
        }
    }

    public List<UserRule> userRules() {
        return userRules;
    }

    public List<SessionRule> sessionRules() {
        return sessionRules;
    }

    /** Those that are switched on. */
    public List<UserRule> enabledUserRules() {
        return userRules.stream().filter(UserRule::enabled).toList();
    }

    /** Those that are switched on. */
    public List<SessionRule> enabledSessionRules() {
        return enabledSessionRules;
    }

    /** Those that are switched on and look at what the user has one value of. */
    public List<UserRule> ofUsers() {
        return ofUsers;
    }

    /** Those that are switched on and look at this stream. */
    public List<UserRule> ofStream(StreamQos stream) {
        return watching(stream).rules();
    }

    private Watching watching(StreamQos stream) {
        return Objects.requireNonNull(ofStreams.get(stream.getMedia())).of(stream);
    }

    /** Whether any rule compares the stream's bit rate with what it was before. */
    public boolean remembersBitrates(StreamQos stream) {
        return watching(stream).remembersBitrates();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AlertRules rules
                && userRules.equals(rules.userRules)
                && sessionRules.equals(rules.sessionRules);
    }

    @Override
    public int hashCode() {
        return Objects.hash(userRules, sessionRules);
    }

    @Override
    public String toString() {
        return "AlertRules" + userRules + sessionRules;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("Rule " + what);
        }
    }
}
