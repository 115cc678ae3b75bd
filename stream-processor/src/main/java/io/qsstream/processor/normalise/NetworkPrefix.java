package io.qsstream.processor.normalise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an address down to its network, /24 for IPv4 and /48 for IPv6, so that windows can say where trouble is without
 * saying whose it is. Reads texts only: no name is ever looked up.
 */
final class NetworkPrefix {

    /** {@code 198.51.100.0/24} or {@code 2001:db8:7::/48}; null where the text is not an address. */
    static @Nullable String of(String address) {
        String text = address.strip();
        int[] four = ipv4(text);
        if (four != null) {
            return four[0] + "." + four[1] + "." + four[2] + ".0/24";
        }
        int[] groups = ipv6(text);
        if (groups == null) {
            return null;
        }
        if (isMappedIpv4(groups)) {
            return (groups[6] >> 8) + "." + (groups[6] & 0xFF) + "." + (groups[7] >> 8) + ".0/24";
        }
        return prefix(groups);
    }

    /** The first three groups as RFC 5952 writes a network: lower case, trailing zero groups in {@code ::}. */
    private static String prefix(int[] groups) {
        int kept = groups[2] != 0 ? 3 : groups[1] != 0 ? 2 : groups[0] != 0 ? 1 : 0;
        StringBuilder text = new StringBuilder(20);
        for (int i = 0; i < kept; i++) {
            if (i > 0) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.append("::/48").toString();
    }

    private static boolean isMappedIpv4(int[] groups) {
        for (int i = 0; i < 5; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[5] == 0xFFFF;
    }

    private static int @Nullable [] ipv4(String text) {
        int[] parts = new int[4];
        int part = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0 && part < 3) {
                part++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                parts[part] = parts[part] * 10 + (c - '0');
                digits++;
            } else {
                return null;
            }
        }
        return part == 3 && digits > 0 && Arrays.stream(parts).allMatch(p -> p <= 255) ? parts : null;
    }

    private static int @Nullable [] ipv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        int gap = address.indexOf("::");
        int[] groups = new int[8];
        if (gap < 0) {
            return groups(address, groups, 0) == 8 ? groups : null;
        }
        int head = groups(address.substring(0, gap), groups, 0);
        int[] tailGroups = new int[8];
        int tail = groups(address.substring(gap + 2), tailGroups, 0);
        if (head < 0 || tail < 0 || head + tail > 7) {
            return null;
        }
        System.arraycopy(tailGroups, 0, groups, 8 - tail, tail);
        return groups;
    }

    /** How many groups of a text were written to {@code groups}, or -1 where it is not a list of groups. */
    private static int groups(String text, int[] groups, int from) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = from;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            String group = text.substring(start, end);
            int[] four = colon < 0 ? ipv4(group) : null;
            if (four != null && count <= 6) {
                groups[count++] = four[0] << 8 | four[1];
                groups[count++] = four[2] << 8 | four[3];
            } else {
                int value = hex(group);
                if (value < 0 || count == 8) {
                    return -1;
                }
                groups[count++] = value;
            }
            start = end + 1;
        }
        return count;
    }

    private static int hex(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private NetworkPrefix() {}
}
