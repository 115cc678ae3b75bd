package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Which serde reads the ledger of completeness, where it is followed.
 *
 * @param serde class of a {@code Serde} that takes Confluent's properties; ours, or Confluent's own from {@code ext/}
 */
@Context
@ConfigurationProperties("qsstream.avro")
public record SerdeSettings(
        @Bindable(defaultValue = "io.qsstream.schema.serde.AvroSerde")
        String serde) {}
