package io.qsstream.local.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One child process of the stack, as data.
 *
 * @param name short name: its log file, its entry in {@code stack.json}
 * @param ports what it listens on
 * @param classPath entries, {@code lib/*} allowed
 * @param mainClass its own main
 * @param arguments of the main
 * @param heap {@code -Xmx}
 * @param properties system properties
 * @param environment what it gets besides the inherited environment
 * @param needs names of components that must be ready before it starts and stop after it
 * @param readiness when it is ready
 */
public record Component(
        String name,
        List<Port> ports,
        List<String> classPath,
        String mainClass,
        List<String> arguments,
        String heap,
        Map<String, String> properties,
        Map<String, String> environment,
        List<String> needs,
        Readiness readiness) {

    /** One listening port. */
    public record Port(String name, String role, int number) {}

    /** A service needs others and drains before them. */
    boolean isService() {
        return !needs.isEmpty();
    }

    /** Where its output goes. */
    Path log(Path logs) {
        return logs.resolve(name + ".log");
    }

    @Override
    public String toString() {
        // The environment holds secrets.
        return name;
    }
}
