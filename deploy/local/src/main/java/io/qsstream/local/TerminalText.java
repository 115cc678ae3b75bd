package io.qsstream.local;

/** What strangers wrote, made safe to print. */
final class TerminalText {

    /** Whoever may post may also try to steer a terminal: control characters become dots. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]", "·");
    }

    private TerminalText() {}
}
