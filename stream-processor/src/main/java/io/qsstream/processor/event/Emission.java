package io.qsstream.processor.event;

import io.qsstream.schema.topic.Topic;

/** A value and the topic it goes to: what a stage emits. */
public record Emission<V>(Topic<V> topic, V value) implements StageRecord {}
