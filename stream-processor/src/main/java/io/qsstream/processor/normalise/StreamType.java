package io.qsstream.processor.normalise;

import io.qsstream.v1.Media;
import org.jspecify.annotations.Nullable;

/**
 * Zoom's raw {@code qos[].type} and what it means here. The types of qss-reference §1.3, of phone legs and of the
 * simplified shape are shared objects, found from the parser's characters without making a string.
 *
 * @param name verbatim
 * @param media OTHER for a type that nobody knew when this was built
 * @param isStream false for items that describe the device or the network instead of a stream
 */
record StreamType(String name, Media media, boolean isStream) {

    /** Of an item that does not name its type, and of the flat simplified shape. */
    static final StreamType UNSPECIFIED = new StreamType("unspecified", Media.OTHER, true);

    private static final int SLOTS = 256;
    private static final @Nullable StreamType[] KNOWN = new StreamType[SLOTS];

    static {
        for (String way : new String[] {
            "input", "output", "device_from_crc", "device_to_crc", "device_from_rwg", "device_to_rwg", "quality"
        }) {
            add("audio_" + way, Media.AUDIO, true);
            add("video_" + way, Media.VIDEO, true);
            add("as_" + way, Media.SCREEN_SHARE, true);
        }
        add("sending", Media.AUDIO, true);
        add("receiving", Media.AUDIO, true);
        add("audio", Media.AUDIO, true);
        add("video", Media.VIDEO, true);
        add("cpu_usage", Media.OTHER, false);
        add("wifi_rssi", Media.OTHER, false);
        add("notification", Media.OTHER, false);
        // What stands beside the blocks of a minute in REST's shape.
        add("user_qos", Media.OTHER, false);
    }

    /** The type of this name. */
    static StreamType of(String name) {
        return of(name.toCharArray(), 0, name.length());
    }

    /** The type whose name is these characters. */
    static StreamType of(char[] text, int offset, int length) {
        for (int slot = slot(text, offset, length); ; slot = slot + 1 & SLOTS - 1) {
            StreamType known = KNOWN[slot];
            if (known == null) {
                return new StreamType(Texts.bounded(new String(text, offset, length)), Media.OTHER, true);
            }
            if (known.isNamed(text, offset, length)) {
                return known;
            }
        }
    }

    private boolean isNamed(char[] text, int offset, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private static void add(String name, Media media, boolean isStream) {
        int slot = slot(name.toCharArray(), 0, name.length());
        while (KNOWN[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        KNOWN[slot] = new StreamType(name, media, isStream);
    }

    private static int slot(char[] text, int offset, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + text[offset + i];
        }
        return (hash ^ hash >>> 8) & SLOTS - 1;
    }
}
