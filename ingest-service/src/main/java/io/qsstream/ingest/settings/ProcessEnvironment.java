package io.qsstream.ingest.settings;

import java.util.Map;

/** The environment variables, passed in, so that a test need not set its own process's. Never prints a value. */
public record ProcessEnvironment(Map<String, String> variables) {

    public ProcessEnvironment {
        variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
        return "ProcessEnvironment" + variables.keySet();
    }
}
