package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.schema.registry.InMemorySchemaRegistryClient;
import io.qsstream.schema.serde.AvroSerializer;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code ./qsstream erase} on a real broker whose compaction is in a hurry: from the directory, and from the disk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EraseIT {

    private static final String REGISTRY = "mock://erase";
    private static final String NAME = "Unmistakable Person";
    private static final String EMAIL = "unmistakable@example.com";

    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new TestBroker(Map.of(
                        "log.cleaner.backoff.ms", "200",
                        "log.cleaner.dedupe.buffer.size", "2000000"))
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.USER_DIRECTORY.name(), 2, (short) 1)
                            .configs(Map.of(
                                    "cleanup.policy", "compact",
                                    "min.cleanable.dirty.ratio", "0.01",
                                    "segment.ms", "500",
                                    "min.compaction.lag.ms", "0",
                                    "max.compaction.lag.ms", "1000",
                                    "delete.retention.ms", "0"))))
                    .all()
                    .get();
        }
        InMemorySchemaRegistryClient.ofScope("erase")
                .register(Topics.USER_DIRECTORY.subject(), UserIdentity.getClassSchema());
        identify(0, "room-1", "u1", "key-1", NAME, EMAIL);
        identify(0, "room-1", "u1", "key-1", NAME + " II", EMAIL);
        identify(1, "room-2", "u9", "key-1", NAME, "UNMISTAKABLE@example.com");
        identify(1, "room-2", "u2", "key-2", "Somebody Else", "else@example.com");
        identify(0, "room-3", "u3", null, NAME, null);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void aDryRunNamesEntriesByTheirIdsAndErasesNothing() {
        assertThat(run(0, "--email", EMAIL))
                .contains("acc|room-1|u1", "acc|room-2|u9", "Dry run: 2 entries to erase, none erased.")
                .doesNotContain(NAME, EMAIL, "u2");
        assertThat(run(0, "--user", "key-1")).contains("Dry run: 2 entries");
        assertThat(run(0, "--user", "key-1", "--session", "acc|room-2"))
                .contains("acc|room-2|u9", "Dry run: 1 entries");
        assertThat(run(0, "--session", "room-3", "--user-id", "u3")).contains("acc|room-3|u3");
        assertThat(run(0, "--user", "nobody")).contains("Not in the directory.", "No older value");
    }

    @Test
    @Order(2)
    void theErasedIsGoneAtOnceAndHisBytesAfterCompaction() throws Exception {
        // Given
        assertThat(onDisk(NAME)).isTrue();

        // When
        String said = run(0, "--user", "key-1", "--yes");
        run(0, "--session", "room-3", "--user-id", "u3", "--yes");

        // Then
        assertThat(said).contains("2 entries erased; read again: gone from the directory.");
        assertThat(run(0, "--email", EMAIL)).contains("Not in the directory.");
        int[] time = {0};
        await("compaction")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    // Only a closed segment is compacted, and only a record closes one.
                    identify(0, "room-0", "u0", null, "tick " + time[0], null);
                    identify(1, "room-0", "u0", null, "tick " + time[0]++, null);
                    return run(0, "--email", EMAIL).contains("No older value of the person is in the log.")
                            && !onDisk(NAME)
                            && !onDisk(EMAIL);
                });
        assertThat(run(0, "--user", "key-2")).contains("Dry run: 1 entries");
        assertThat(onDisk("Somebody Else")).isTrue();
    }

    @Test
    @Order(3)
    void whoIsNotSaidToBeAnybodyIsAskedFor() {
        assertThat(run(2, "--session", "room-1")).contains("Whom? --user, --email, or --session with --user-id");
        assertThat(run(2, "--user", "key-1", "--user-id", "u1")).contains("give --session, too");
    }

    private static void identify(
            int partition, String session, String userId, String userKey, String name, String email) throws Exception {
        try (AvroSerializer<UserIdentity> avro = new AvroSerializer<>()) {
            avro.configure(Map.of("schema.registry.url", REGISTRY), false);
            try (KafkaProducer<String, UserIdentity> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), avro)) {
                UserIdentity identity = new UserIdentity("acc", session, userId, userKey, name, email, null, List.of());
                producer.send(new ProducerRecord<>(
                                Topics.USER_DIRECTORY.name(),
                                partition,
                                TopicKeys.user("acc|" + session, userId),
                                identity))
                        .get();
            }
        }
    }

    /** Whether any file of the broker holds the text. */
    private static boolean onDisk(String text) throws Exception {
        try (Stream<Path> files = Files.walk(broker.directory())) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                if (Files.exists(file)
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static String run(int expected, String... command) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        List<String> arguments = new ArrayList<>(List.of("erase"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--kafka", broker.bootstrapServers(), "--registry", REGISTRY));
        int exit = Qsstream.commandLine().setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
        assertThat(exit).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }
}
