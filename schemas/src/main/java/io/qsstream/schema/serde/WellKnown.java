package io.qsstream.schema.serde;

import java.util.Arrays;
import java.util.List;

/** Texts that are said often: in the compact form they are written as their place below 0, any other with its length. */
public final class WellKnown {

    private final String[] texts;

    /** The places by hash, with room enough that most are at once where they are looked for; -1 where there is none. */
    private final int[] places;

    /** A list of them; new ones only at the end, because the places stand in state. */
    public WellKnown(List<String> texts) {
        this.texts = texts.toArray(String[]::new);
        this.places = new int[Integer.highestOneBit(4 * Math.max(1, this.texts.length)) << 1];
        Arrays.fill(places, -1);
        for (int i = 0; i < this.texts.length; i++) {
            int slot = slot(this.texts[i]);
            while (places[slot] >= 0) {
                slot = slot + 1 & places.length - 1;
            }
            places[slot] = i;
        }
    }

    /** Writes a text, well-known or not. */
    public void write(String text, AvroOutput out) {
        for (int slot = slot(text); places[slot] >= 0; slot = slot + 1 & places.length - 1) {
            int place = places[slot];
            if (texts[place].equals(text)) {
                out.writeLong(-1L - place);
                return;
            }
        }
        out.writeString(text);
    }

    /** Reads a text. */
    public String read(AvroInput in) {
        long length = in.readLong();
        return length < 0 ? texts[Math.toIntExact(-1 - length)] : in.readString(length);
    }

    private int slot(String text) {
        int hash = text.hashCode();
        return (hash ^ hash >>> 16) & places.length - 1;
    }
}
