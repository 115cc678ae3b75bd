package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import java.nio.file.Path;

/**
 * Which alert rules apply.
 *
 * @param rules file of rules that replaces the shipped ones as a whole; empty for those
 * @param inputMeans what Zoom's stream types ending in {@code _input} are: {@code sent} by the user or {@code received}
 */
@Context
@ConfigurationProperties("qsstream.alerts")
public record AlertSettings(
        @Bindable(defaultValue = "") String rules,
        @Bindable(defaultValue = "sent") InputMeans inputMeans) {

    /**
     * Reads the rules.
     *
     * @throws io.qsstream.schema.settings.StartRefused with every mistake of the file
     */
    public AlertRules read() {
        return RulesFile.atStart(rules.isBlank() ? null : Path.of(rules));
    }
}
