package io.qsstream.ingest.key;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads fields of a body as a stream: any depth without recursion, any length, first occurrence first. */
final class BodyJson {

    /** The body's 1 MiB is the only limit: a limit here would hide an id that the processor can see. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // Names come from outside: none is interned, and no crafted set of names is an error.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    /** Takes one field. The parser stands on its value, and must stand on the value's last token afterwards. */
    interface Field {
        void take(String name, JsonParser parser) throws IOException;
    }

    /** The object's fields in order, while {@code more} says so. The parser stands on the value. */
    static void fields(JsonParser parser, java.util.function.BooleanSupplier more, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (more.getAsBoolean()) {
            String name = parser.nextFieldName();
            if (name == null) {
                return;
            }
            parser.nextToken();
            field.take(name, parser);
        }
    }

    /** The value's text if it is a string, null if it is empty or anything else. */
    static @Nullable String string(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            return text.isEmpty() ? null : text;
        }
        parser.skipChildren();
        return null;
    }

    /** The value's text if it is a string or a number, null if it is empty or anything else. */
    static @Nullable String stringOrNumber(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() ? parser.getText() : string(parser);
    }

    private BodyJson() {}
}
