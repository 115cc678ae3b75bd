package io.qsstream.processor.normalise;

/** Makes texts of a body fit for records: what goes in is what comes out of a store, and nothing grows without bound. */
final class Texts {

    /** Characters kept of a text that is not an id. */
    static final int MAX_CHARS = 1_024;

    /**
     * The text as it will be once written as UTF-8 and read again: a lone surrogate is a question mark. Otherwise a
     * redelivered text would differ from its stored self and count as news.
     */
    static String asStored(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLoneSurrogates(text, i);
            }
        }
        return text;
    }

    /** {@link #asStored} and cut to {@link #MAX_CHARS}, never inside a surrogate pair. */
    static String bounded(String text) {
        if (text.length() <= MAX_CHARS) {
            return asStored(text);
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
        return asStored(text.substring(0, end));
    }

    private static String replaceLoneSurrogates(String text, int from) {
        StringBuilder stored = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                stored.append(c).append(text.charAt(++i));
            } else {
                stored.append(Character.isSurrogate(c) ? '?' : c);
            }
        }
        return stored.toString();
    }

    private Texts() {}
}
