package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.naming.NameUtils;
import io.qsstream.schema.settings.SettingNames;
import io.qsstream.schema.settings.Settings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds settings that would be ignored: misspelt, or of a form that cannot be read. */
public final class SettingsCheck {

    private static final List<Class<? extends Record>> RECORDS =
            List.of(DeploymentSettings.class, TopicSettings.class, IngestSettings.class);

    /**
     * Checks what files, system properties and environment say.
     *
     * @param variables the environment, whose names no file may have changed
     * @throws StartRefused with the first mistake
     */
    public static void refuseMistakes(Environment environment, Map<String, String> variables) {
        List<String> present = new ArrayList<>(variables.keySet());
        for (PropertySource source : environment.getPropertySources()) {
            source.forEach(present::add);
        }
        SettingNames.firstUnknown(Settings.KNOWN, present).ifPresent(line -> {
            throw new StartRefused(line);
        });
        for (Class<? extends Record> record : RECORDS) {
            String prefix = record.getAnnotation(ConfigurationProperties.class).value();
            for (RecordComponent component : record.getRecordComponents()) {
                refuseUnreadable(
                        environment, prefix + '.' + NameUtils.hyphenate(component.getName()), component.getType());
            }
        }
    }

    /** Micronaut would take the default instead, and say nothing. */
    private static void refuseUnreadable(Environment environment, String name, Class<?> type) {
        environment.getProperty(name, String.class).ifPresent(text -> {
            if (environment.getProperty(name, type).isEmpty()) {
                throw new StartRefused(name + " cannot be read: \"" + text + "\" is no " + spell(type));
            }
        });
    }

    private static String spell(Class<?> type) {
        return type == int.class ? "whole number" : type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private SettingsCheck() {}
}
