package io.qsstream.ingest.store;

import io.qsstream.schema.settings.StartRefused;

/** Sees to it that the raw topic is there, by creating or by checking it, as the environment says. */
public interface RawTopicReady {

    /**
     * Creates or checks.
     *
     * @throws StartRefused if the topic is missing or wrong, or Kafka does not answer
     */
    void ensure();
}
