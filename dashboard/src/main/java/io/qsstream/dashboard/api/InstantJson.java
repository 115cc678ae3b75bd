package io.qsstream.dashboard.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes times in UTC, always with milliseconds. */
@Singleton
final class InstantJson extends JsonSerializer<Instant> {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public void serialize(Instant time, JsonGenerator generator, SerializerProvider serializers) throws IOException {
        generator.writeString(FORMAT.format(time));
    }

    @Override
    public Class<Instant> handledType() {
        return Instant.class;
    }
}
