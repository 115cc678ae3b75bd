package io.qsstream.schema.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds settings that nobody reads, because a misspelt setting that is silently ignored is an outage. Pure. */
public final class SettingNames {

    /**
     * Finds the first unknown name among those below {@code qsstream.}.
     *
     * @param known full names in kebab case, such as {@code qsstream.window.size}
     * @param present full names found, dotted in kebab case or as environment variables ({@code QSSTREAM_WINDOW_SIZE})
     * @return one line that names the mistake and the nearest valid name; empty where all are known
     */
    public static Optional<String> firstUnknown(Set<String> known, Collection<String> present) {
        for (String name : new TreeSet<>(present)) {
            boolean variable = name.startsWith("QSSTREAM_");
            if (!variable && !name.startsWith("qsstream.")) {
                continue;
            }
            boolean ok = known.stream().anyMatch(each -> name.equals(variable ? asVariable(each) : each));
            if (!ok) {
                List<String> valid = known.stream()
                        .map(each -> variable ? asVariable(each) : each)
                        .toList();
                return Optional.of("Unknown setting " + name + ": did you mean " + Nearest.to(name, valid)
                        + "? docs/configuration.md lists all");
            }
        }
        return Optional.empty();
    }

    /** {@code qsstream.window.size} as an environment variable: {@code QSSTREAM_WINDOW_SIZE}. */
    public static String asVariable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private SettingNames() {}
}
