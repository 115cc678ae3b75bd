package io.qsstream.local;

import io.qsstream.local.provision.Cluster;
import io.qsstream.local.provision.Comparison;
import io.qsstream.local.provision.Difference;
import io.qsstream.local.provision.Wanted;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.topic.Topics;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Topics, configurations, rights and schemas of any cluster, held against the catalogue or brought to it. */
@Command(
        name = "topics",
        description = "Compares a cluster's topics, rights and schemas with the catalogue, or creates what is missing.",
        subcommands = {TopicsCommand.Diff.class, TopicsCommand.Apply.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? diff or apply");
    }

    /** What both commands are told. */
    abstract static class OnCluster implements Callable<Integer> {

        @CommandLine.Mixin
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        ClusterOptions options;

        @Option(names = "--registry", description = "Schema registry; default: the running stack's.")
        @Nullable
        String registry;

        @Option(names = "--partitions", defaultValue = "4", description = "Of every topic. Default: 4.")
        int partitions;

        @Option(names = "--replication", defaultValue = "-1", description = "Replicas; -1: the broker's default.")
        short replication;

        @Option(
                names = "--application-id",
                defaultValue = "qsstream-processor",
                description = "Of the processor. Default: qsstream-processor.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        String applicationId;

        @Option(
                names = "--principal",
                paramLabel = "SERVICE=PRINCIPAL",
                description = "Who a service is, such as ingest=User:ingest; may be repeated (ingest, processor,"
                        + " dashboard). Without it rights are left alone.")
        Map<String, String> principals = Map.of();

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        CommandLine.Model.CommandSpec spec;

        abstract int on(Cluster cluster, Wanted wanted, List<Difference> differences, PrintWriter print);

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            Wanted wanted = new Wanted(Topics.ALL, partitions, replication, applicationId, principalsByService());
            try (Cluster cluster = new Cluster(properties())) {
                List<Difference> differences = Comparison.of(wanted, cluster.found(wanted));
                differences.stream().map(Difference::line).forEach(print::println);
                int exit = on(cluster, wanted, differences, print);
                print.flush();
                return exit;
            }
        }

        static List<Difference.Mendable> mendable(List<Difference> differences) {
            return differences.stream()
                    .filter(Difference.Mendable.class::isInstance)
                    .map(Difference.Mendable.class::cast)
                    .toList();
        }

        private Map<Service, String> principalsByService() {
            Map<Service, String> found = new HashMap<>();
            principals.forEach((label, principal) -> found.put(
                    Stream.of(Service.values())
                            .filter(service -> service.label().equals(label.toLowerCase(Locale.ROOT)))
                            .findFirst()
                            .orElseThrow(() -> new CommandLine.ParameterException(
                                    spec.commandLine(),
                                    "No service '" + label + "': choose one of "
                                            + Stream.of(Service.values())
                                                    .map(Service::label)
                                                    .collect(Collectors.joining(", ")))),
                    principal));
            return found;
        }

        private Map<String, Object> properties() {
            Map<String, Object> properties = options.kafkaProperties(spec);
            options.put(properties, "schema.registry.url", registry, "registry", spec);
            return properties;
        }
    }

    /** Exits with 0 where apply would change nothing, 1 where it would, 2 where nobody answered. */
    @Command(name = "diff", description = "Prints what differs; changes nothing.", mixinStandardHelpOptions = true)
    static final class Diff extends OnCluster {
        @Override
        int on(Cluster cluster, Wanted wanted, List<Difference> differences, PrintWriter print) {
            if (differences.isEmpty()) {
                print.println("All as in the catalogue.");
            }
            return mendable(differences).isEmpty() ? 0 : 1;
        }
    }

    /** Exits with 0 once all that can be mended is, 2 where somebody refused. */
    @Command(
            name = "apply",
            description = "Prints what differs and, with --yes, creates what is missing and sets what differs.",
            mixinStandardHelpOptions = true)
    static final class Apply extends OnCluster {

        @Option(names = "--yes", description = "Do it; without it this is a dry run.")
        boolean yes;

        @Override
        int on(Cluster cluster, Wanted wanted, List<Difference> differences, PrintWriter print) {
            List<Difference.Mendable> mendable = mendable(differences);
            if (mendable.isEmpty()) {
                print.println("Nothing to change.");
                return 0;
            }
            if (!yes) {
                print.println("Dry run: " + mendable.size() + " changes, none made. Again with --yes makes them.");
                return 0;
            }
            mendable.forEach(difference -> cluster.mend(wanted, difference));
            print.println(mendable.size() + " changes made.");
            return 0;
        }
    }
}
