package io.qsstream.ingest.verify;

import java.util.Arrays;
import java.util.List;

/** The secrets that count for one path: several during a rotation, none for an app nobody configured. */
public record Secrets(List<Secret> all) {

    public static final Secrets NONE = new Secrets(List.of());

    public Secrets {
        all = List.copyOf(all);
    }

    /** Parses a comma-separated list; blanks around and between commas are nothing. */
    public static Secrets parse(String commaSeparated) {
        return new Secrets(Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(token -> !token.isEmpty())
                .map(Secret::new)
                .toList());
    }
}
