package io.qsstream.schema.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the valid word that a misspelt one most likely meant. Pure. */
public final class Nearest {

    /** Upper and lower case are near each other; equally near words in order of text. */
    public static String to(String word, Collection<String> valid) {
        return valid.stream()
                .min(Comparator.<String>comparingInt(each -> distance(each, word))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein distance without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        // A longer word is near to nothing, and only costs time.
        String b = other.substring(0, Math.min(other.length(), 80)).toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private Nearest() {}
}
