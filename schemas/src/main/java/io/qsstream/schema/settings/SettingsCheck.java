package io.qsstream.schema.settings;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Refuses settings that would be ignored: misspelt, or of a form that cannot be read. */
public final class SettingsCheck {

    /** Reads a setting by its full name as a type; empty where it is absent or cannot be read so. */
    @FunctionalInterface
    public interface Lookup {
        Optional<?> find(String name, Class<?> type);
    }

    /**
     * Checks all settings of a service.
     *
     * @param present full names found anywhere: files, system properties, environment variables
     * @param records the service's settings by prefix, such as {@code qsstream.window}
     * @throws StartRefused with the first mistake
     */
    public static void refuseMistakes(
            Collection<String> present, Map<String, Class<? extends Record>> records, Lookup lookup) {
        SettingNames.firstUnknown(Settings.KNOWN, present).ifPresent(line -> {
            throw new StartRefused(line);
        });
        records.forEach((prefix, record) -> {
            for (RecordComponent component : record.getRecordComponents()) {
                refuseUnreadable(prefix + '.' + hyphenate(component.getName()), component.getType(), lookup);
            }
        });
    }

    /** The framework would take the default instead, and say nothing. */
    private static void refuseUnreadable(String name, Class<?> type, Lookup lookup) {
        lookup.find(name, String.class).ifPresent(text -> {
            // The framework reads any other text as false.
            boolean noFlag = type == boolean.class && !text.equals("true") && !text.equals("false");
            if (noFlag || lookup.find(name, type).isEmpty()) {
                throw new StartRefused(name + " cannot be read: \"" + text + "\" is no " + spell(type));
            }
        });
    }

    private static String spell(Class<?> type) {
        if (type == double.class) {
            return "number";
        }
        return type == int.class ? "whole number" : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** {@code maxInFlight} as {@code max-in-flight}. */
    private static String hyphenate(String camelCase) {
        StringBuilder kebab = new StringBuilder();
        for (char c : camelCase.toCharArray()) {
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }

    private SettingsCheck() {}
}
