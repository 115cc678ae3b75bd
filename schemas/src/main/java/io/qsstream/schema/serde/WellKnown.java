package io.qsstream.schema.serde;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that are said often: in the compact form they are written as their place below 0, any other with its length. */
public final class WellKnown {

    private final String[] texts;
    private final Map<String, Integer> places = new HashMap<>();

    /** A list of them; new ones only at the end, because the places stand in state. */
    public WellKnown(List<String> texts) {
        this.texts = texts.toArray(String[]::new);
        for (int i = 0; i < this.texts.length; i++) {
            places.put(this.texts[i], i);
        }
    }

    /** Writes a text, well-known or not. */
    public void write(String text, AvroOutput out) {
        Integer place = places.get(text);
        if (place == null) {
            out.writeString(text);
        } else {
            out.writeLong(-1L - place);
        }
    }

    /** Reads a text. */
    public String read(AvroInput in) {
        long length = in.readLong();
        return length < 0 ? texts[Math.toIntExact(-1 - length)] : in.readString(length);
    }
}
