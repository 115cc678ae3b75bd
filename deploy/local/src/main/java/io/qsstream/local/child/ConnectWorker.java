package io.qsstream.local.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * One standalone Kafka Connect worker with the connectors of {@code deploy/connect}, as they are there but for what this
 * machine decides: where the plugins are, the REST port, and an Iceberg commit every few seconds. Arguments: folder of
 * deploy/connect, own folder, REST port, names of the connectors.
 */
public final class ConnectWorker {

    private static final String COMMIT_INTERVAL_MS = "5000";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        Path source = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>();
        command.add(worker(source, folder, arguments[2]).toString());
        for (String name : List.of(arguments).subList(3, arguments.length)) {
            command.add(connector(source, folder, name).toString());
        }
        // Its libraries are on the class path of this process only, not on that of the tool.
        Class.forName("org.apache.kafka.connect.cli.ConnectStandalone")
                .getMethod("main", String[].class)
                .invoke(null, (Object) command.toArray(String[]::new));
    }

    private static Path worker(Path source, Path folder, String port) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(source.resolve("worker.properties"))) {
            properties.load(in);
        }
        properties.setProperty(
                "plugin.path", source.resolve("target/connect/plugins").toString());
        properties.setProperty("listeners", "http://127.0.0.1:" + port);
        properties.setProperty(
                "offset.storage.file.filename",
                folder.resolve("connect.offsets").toString());
        Path file = folder.resolve("worker.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, "Written at every start of ./qsstream up");
        }
        return file;
    }

    private static Path connector(Path source, Path folder, String name)
            throws IOException, ExecutionException, InterruptedException {
        ObjectNode connector = (ObjectNode)
                JSON.readTree(source.resolve("connectors/" + name + ".json").toFile());
        ObjectNode config = (ObjectNode) connector.path("config");
        String control = config.path("iceberg.control.topic").asText();
        if (!control.isEmpty()) {
            config.put("iceberg.control.commit.interval-ms", COMMIT_INTERVAL_MS);
            String servers =
                    Objects.requireNonNull(System.getenv("KAFKA_BOOTSTRAP_SERVERS"), "KAFKA_BOOTSTRAP_SERVERS");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                createTopic(admin, control);
                coordinateFromTheBeginning(admin, connector.path("name").asText(), new TopicPartition(control, 0));
            }
        }
        Path file = folder.resolve(name + ".json");
        JSON.writeValue(file.toFile(), connector);
        return file;
    }

    private static void createTopic(Admin admin, String name) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /**
     * Iceberg's coordinator reads the control topic from its end where its group has committed nothing yet. One that takes over
     * before the first commit would pass over the files that were announced until it is in the group, and their rows would be
     * lost, since their offsets are committed with the announcement.
     */
    private static void coordinateFromTheBeginning(Admin admin, String connector, TopicPartition control)
            throws ExecutionException, InterruptedException {
        String group = "connect-" + connector + "-coord";
        if (admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(control)
                == null) {
            admin.alterConsumerGroupOffsets(group, Map.of(control, new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
    }

    private ConnectWorker() {}
}
