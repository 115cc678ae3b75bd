package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import java.nio.file.Path;

/**
 * Which alert rules apply.
 *
 * @param rules file of rules that replaces the shipped ones as a whole; empty for those
 */
@Context
@ConfigurationProperties("qsstream.alerts")
public record AlertSettings(@Bindable(defaultValue = "") String rules) {

    public AlertSettings {
        // Read here once, so that a mistake refuses the start before anything else is tried.
        var unused = read(rules);
    }

    /** The rules, read from the file. */
    public AlertRules read() {
        return read(rules);
    }

    private static AlertRules read(String file) {
        return RulesFile.atStart(file.isBlank() ? null : Path.of(file));
    }
}
