package io.qsstream.dashboard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers short texts that come again and again, so that a window holds two bytes instead of a text. */
final class Labels {

    private static final short NONE = -1;

    private final Map<String, Short> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    /** A text that finds no room any more is as good as none: there are a few dozen in all. */
    short number(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        Short known = numbers.get(text);
        if (known != null) {
            return known;
        }
        if (texts.size() == Short.MAX_VALUE) {
            return NONE;
        }
        short number = (short) texts.size();
        texts.add(text);
        numbers.put(text, number);
        return number;
    }

    @Nullable
    String text(short number) {
        return number == NONE ? null : texts.get(number);
    }
}
