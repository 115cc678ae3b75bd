package io.qsstream.dashboard.follow;

import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One topic that is followed.
 *
 * @param horizon how far back it is read at start
 * @param apply takes a record in
 * @param erase takes a tombstone in
 */
record Followed<V>(
        Topic<V> topic,
        Deserializer<V> deserializer,
        Duration horizon,
        BiConsumer<String, V> apply,
        Consumer<String> erase) {

    /** How far back each kind of topic is read. */
    record Horizons(Duration samples, Duration windows, Duration alerts, Duration sessions) {}

    /** Makes the deserializer of a topic's values. */
    interface Deserializers {
        <V> Deserializer<V> of(Topic<V> topic);
    }

    /** All of them, into a model. */
    static List<Followed<?>> all(ReadModel model, Horizons horizons, Deserializers deserializers) {
        // The directory and the reports first: what is shown next has its names.
        return List.of(
                new Followed<>(
                        Topics.USER_DIRECTORY,
                        deserializers.of(Topics.USER_DIRECTORY),
                        horizons.sessions(),
                        model::apply,
                        model::erase),
                new Followed<>(
                        Topics.SESSION_REPORTS,
                        deserializers.of(Topics.SESSION_REPORTS),
                        horizons.sessions(),
                        (key, report) -> model.apply(report),
                        model::forgetReport),
                new Followed<>(
                        Topics.COMPLETENESS,
                        deserializers.of(Topics.COMPLETENESS),
                        horizons.sessions(),
                        (key, verdict) -> model.apply(verdict),
                        model::forgetVerdict),
                new Followed<>(
                        Topics.ALERTS,
                        deserializers.of(Topics.ALERTS),
                        horizons.alerts(),
                        (key, transition) -> model.apply(transition),
                        key -> {}),
                new Followed<>(
                        Topics.SESSION_WINDOWS,
                        deserializers.of(Topics.SESSION_WINDOWS),
                        horizons.windows(),
                        (key, window) -> model.apply(window),
                        key -> {}),
                new Followed<>(
                        Topics.USER_WINDOWS,
                        deserializers.of(Topics.USER_WINDOWS),
                        horizons.windows(),
                        (key, window) -> model.apply(window),
                        key -> {}),
                new Followed<>(
                        Topics.SAMPLES,
                        deserializers.of(Topics.SAMPLES),
                        horizons.samples(),
                        (key, sample) -> model.apply(sample),
                        key -> {}));
    }

    /** Takes one record in; true for a record, false for a tombstone. */
    boolean take(String key, byte @Nullable [] bytes) {
        V value = bytes == null ? null : deserializer.deserialize(topic.name(), bytes);
        if (value == null) {
            erase.accept(key);
            return false;
        }
        apply.accept(key, value);
        return true;
    }
}
