package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import java.nio.file.Path;

/**
 * Which alert rules apply: the same file as the processor reads, for the thresholds that charts show.
 *
 * @param rules file of rules that replaces the shipped ones as a whole; empty for those
 */
@Context
@ConfigurationProperties("qsstream.alerts")
public record AlertSettings(@Bindable(defaultValue = "") String rules) {

    /**
     * Reads the rules.
     *
     * @throws io.qsstream.schema.settings.StartRefused with every mistake of the file
     */
    public AlertRules read() {
        return RulesFile.atStart(rules.isBlank() ? null : Path.of(rules));
    }
}
