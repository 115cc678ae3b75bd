package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which name came after which when it was last otherwise than expected. Zoom's objects have their fields in one order, and to
 * compare a name's bytes with those of one name costs less than to read it. A hint alone, so that threads may race for it.
 */
final class NamesInOrder<N extends Enum<N> & NamesInOrder.Name> {

    /** A name that is known. */
    interface Name {

        /** In the body. */
        SerializableString jsonName();
    }

    private final Function<String, @Nullable N> known;
    private final @Nullable Object[] cameNext;

    /**
     * @param known the name of a text
     * @param places of names, and of what stands before the first of an object
     */
    NamesInOrder(Function<String, @Nullable N> known, int places) {
        this.known = known;
        this.cameNext = new Object[places];
    }

    /**
     * Goes to the next name of an object, or to its end.
     *
     * @param place of the name before
     * @return the name if it is known; the parser tells a name from the end
     */
    @SuppressWarnings("unchecked") // Nothing else is put in.
    @Nullable
    N next(JsonParser json, int place) throws IOException {
        N expected = (N) cameNext[place];
        if (expected == null) {
            json.nextToken();
        } else if (json.nextFieldName(expected.jsonName())) {
            return expected;
        }
        if (!json.hasToken(JsonToken.FIELD_NAME)) {
            return null;
        }
        N name = known.apply(json.currentName());
        cameNext[place] = name;
        return name;
    }
}
