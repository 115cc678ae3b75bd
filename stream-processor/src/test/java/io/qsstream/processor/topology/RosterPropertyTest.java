package io.qsstream.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.streams.test.TestRecord;

/** What is at hand saves looks into the stores and says nothing that they do not: where nearly nobody is, every topic is the same. */
class RosterPropertyTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int MINUTES = 25;

    /** What is received, and when. */
    private record Received(Instant at, String session, String body) {}

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whoeverHasToGoFromTheRosterChangesNoTopic(@ForAll long seed) {
        // Given
        List<Received> all = received(new Random(seed));

        // When
        Map<String, List<String>> remembering = run(Pipeline.inMemory(Pipeline.MINUTES), all);
        Map<String, List<String>> forgetful = run(Pipeline.forgetful(Pipeline.MINUTES), all);

        // Then
        remembering.forEach(
                (topic, records) -> assertThat(forgetful.get(topic)).as(topic).isEqualTo(records));
        assertThat(remembering.get(Topics.USER_WINDOWS.name())).isNotEmpty();
        assertThat(remembering.get(Topics.SESSION_REPORTS.name())).isNotEmpty();
    }

    private static Map<String, List<String>> run(Pipeline pipeline, List<Received> all) {
        try (pipeline) {
            Instant ticked = START;
            for (Received each : all) {
                for (; ticked.isBefore(each.at()); ticked = ticked.plusSeconds(5)) {
                    pipeline.tick(ticked);
                }
                pipeline.receive(each.at(), "acc|" + each.session(), each.body());
            }
            for (Instant end = ticked.plus(Duration.ofMinutes(20));
                    ticked.isBefore(end);
                    ticked = ticked.plusSeconds(5)) {
                pipeline.tick(ticked);
            }
            Map<String, List<String>> topics = new TreeMap<>();
            for (Topic<?> topic : Topics.ALL) {
                if (topic != Topics.RAW_EVENTS) {
                    topics.put(
                            topic.name(),
                            pipeline.read(topic).stream()
                                    .map(RosterPropertyTest::text)
                                    .toList());
                }
            }
            return topics;
        }
    }

    private static String text(TestRecord<String, ?> record) {
        Object value = record.value() instanceof byte[] bytes ? Arrays.toString(bytes) : record.value();
        return record.getRecordTime() + " " + record.key() + " " + value;
    }

    /** Of four sessions with a few users each: minutes that are good and bad, late, twice and never; who joins, moves and leaves. */
    private static List<Received> received(Random random) {
        List<Received> all = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute++) {
            for (int user = 0; user < 12; user++) {
                String session = "m" + user % 4;
                String name = "u" + user / 4;
                Instant measured = START.plusSeconds(60L * minute + random.nextInt(60));
                Instant at = measured.plusMillis(500 + random.nextInt(2_000));
                boolean bad = random.nextInt(3) > 0 && (user + minute / 8) % 3 == 0;
                String body = Bodies.qos(
                        session, name, at, Item.audio(measured, bad ? "2 kbps" : "60 kbps", bad ? "90 ms" : "5 ms"));
                switch (random.nextInt(12)) {
                    case 0 -> {}
                    case 1 -> {
                        all.add(new Received(at, session, body));
                        all.add(new Received(at.plusSeconds(random.nextInt(100)), session, body));
                    }
                    case 2 -> all.add(new Received(at.plusSeconds(random.nextInt(400)), session, body));
                    case 3 -> {
                        all.add(new Received(at, session, body));
                        all.add(new Received(
                                at.plusSeconds(random.nextInt(300)),
                                session,
                                Bodies.data(session, name, at, "\"data_center\":\"dc" + random.nextInt(2) + "\"")));
                    }
                    case 4 -> {
                        all.add(new Received(at, session, body));
                        if (random.nextInt(3) == 0) {
                            all.add(new Received(
                                    at.plusSeconds(1), session, Bodies.left(session, name, at.plusSeconds(1), name)));
                        }
                    }
                    default -> all.add(new Received(at, session, body));
                }
            }
        }
        all.sort(Comparator.comparing(Received::at));
        return all;
    }
}
