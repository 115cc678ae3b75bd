package io.qsstream.benchmarks.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One program for Node.js, as data.
 *
 * @param name its log file
 * @param script in {@code benchmarks/node}
 */
public record NodeProgram(String name, String script, List<String> arguments) implements Program {

    @Override
    public List<String> command(Home home) {
        Path node = home.benchmarks().resolve("node");
        if (!node.resolve("node_modules").toFile().isDirectory()) {
            throw new IllegalStateException("Node's packages are missing: npm ci --prefix " + node);
        }
        List<String> command =
                new ArrayList<>(List.of("node", node.resolve(script).toString()));
        command.addAll(arguments);
        return command;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("NODE_ENV", "production");
    }
}
