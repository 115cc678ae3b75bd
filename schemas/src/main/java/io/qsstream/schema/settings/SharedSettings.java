package io.qsstream.schema.settings;

import java.util.List;

/** The rules for settings that every service has. Pure. */
public final class SharedSettings {

    private static final String DEVELOPMENT = "development";
    private static final List<String> ENVIRONMENTS = List.of("production", DEVELOPMENT);

    /** Refuses an environment that is neither production nor development. */
    public static void checkEnvironment(String environment) {
        if (!ENVIRONMENTS.contains(environment)) {
            throw new StartRefused("qsstream.environment must be one of " + ENVIRONMENTS + ", was " + environment);
        }
    }

    /** Whether topics and schemas are created rather than only checked. */
    public static boolean creates(String environment) {
        return environment.equals(DEVELOPMENT);
    }

    /** Refuses numbers that no topic can have; a replication of -1 is the broker's default. */
    public static void checkTopics(int partitions, int replication) {
        if (partitions < 1 || partitions > 10_000) {
            throw new StartRefused("qsstream.topics.partitions must be between 1 and 10000, was " + partitions);
        }
        if (replication == 0 || replication < -1 || replication > Short.MAX_VALUE) {
            throw new StartRefused(
                    "qsstream.topics.replication must be -1 (the broker's default) or at least 1, was " + replication);
        }
    }

    private SharedSettings() {}
}
