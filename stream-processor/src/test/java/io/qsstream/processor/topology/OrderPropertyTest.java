package io.qsstream.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The law that analysts rely on: what arrives, not when or how often, decides the last revision. */
class OrderPropertyTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final Duration RETENTION_LEFT = Duration.ofMinutes(110);
    private static final String[] TYPES = {"audio_input", "video_output", "as_output", "hologram"};
    private static final String[] DETAILS = {
        "\"bitrate\":\"%d kbps\"",
        "\"jitter\":\"%d ms\"",
        "\"avg_loss\":\"%d%%\"",
        "\"frame_rate\":\"%d fps\"",
        "\"latency\":\"%d ms\",\"max_loss\":\"%d%%\""
    };

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void anyPermutationAndRepetitionInsideTheRetentionGivesTheSameLastRevisions(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<String> events = events(random);
        List<String> again = new ArrayList<>(events);
        for (int i = random.nextInt(events.size() + 1); i > 0; i--) {
            again.add(events.get(random.nextInt(events.size())));
        }
        Collections.shuffle(again, random);

        // When
        Outcome inOrder = run(events, random);
        Outcome permuted = run(again, random);

        // Then
        assertThat(permuted.users()).isEqualTo(inOrder.users());
        assertThat(permuted.sessions()).isEqualTo(inOrder.sessions());
        assertThat(permuted.identities()).isEqualTo(inOrder.identities());
        assertThat(permuted.reports()).isEqualTo(inOrder.reports()).isNotEmpty();
        assertThat(permuted.verdicts()).isEqualTo(inOrder.verdicts()).isNotEmpty();
        assertThat(inOrder.users()).isNotEmpty();
    }

    /** Last revisions, without what describes the arrival itself: revision, state, number of late samples. */
    private record Outcome(
            Map<String, UserQosWindow> users,
            Map<String, SessionQosWindow> sessions,
            Map<String, UserIdentity> identities,
            Map<String, String> reports,
            Map<String, String> verdicts) {}

    private static Outcome run(List<String> bodies, Random random) {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Arrival is spread over anything between a moment and nearly the whole retention, with ticks in between.
            long step = RETENTION_LEFT.toMillis() / bodies.size() / (1 + random.nextInt(50));
            Instant receipt = START.plusSeconds(300);
            for (String body : bodies) {
                receipt = receipt.plusMillis(random.nextLong(step + 1));
                pipeline.receive(receipt, "acc|m1", body);
                if (random.nextInt(4) == 0) {
                    pipeline.tick(receipt);
                }
            }
            assertThat(pipeline.deadLetters()).isEmpty();
            // The last window's grace, then ten minutes of silence, then the pause between two revisions.
            for (int minute : new int[] {3, 12, 13, 15}) {
                pipeline.tick(receipt.plus(Duration.ofMinutes(minute)));
            }
            Map<String, UserQosWindow> users = new TreeMap<>(Pipeline.last(pipeline.userWindows()));
            users.values().forEach(window -> {
                window.setRevision(0);
                window.setState(WindowState.UNKNOWN);
                window.setLateSampleCount(0);
            });
            Map<String, SessionQosWindow> sessions = new TreeMap<>(Pipeline.last(pipeline.sessionWindows()));
            sessions.values().forEach(window -> {
                window.setRevision(0);
                window.setState(WindowState.UNKNOWN);
            });
            Map<String, SessionReport> reports = new TreeMap<>(Pipeline.last(pipeline.read(Topics.SESSION_REPORTS)));
            Map<String, String> said = new TreeMap<>();
            reports.forEach(
                    (key, report) -> said.put(key, withoutArrival(report).toString()));
            Map<String, String> verdicts = new TreeMap<>();
            Pipeline.last(pipeline.read(Topics.COMPLETENESS))
                    .forEach((key, verdict) ->
                            verdicts.put(key, withoutArrival(verdict).toString()));
            return new Outcome(users, sessions, new TreeMap<>(Pipeline.last(pipeline.directory())), said, verdicts);
        }
    }

    /** Alerts are of the moment: whether one was raised, and all that a report tells of it, depends on what was known then. */
    private static SessionReport withoutArrival(SessionReport report) {
        report.setRevision(0);
        report.setEndReason("");
        report.getUsers().forEach(user -> {
            user.setAlertIds(List.of());
            user.setCause(null);
            user.setAdvice(List.of());
        });
        return report;
    }

    private static CompletenessVerdict withoutArrival(CompletenessVerdict verdict) {
        CompletenessVerdict bare = SessionLedger.withoutDeliveries(verdict);
        bare.setEndReason("");
        bare.setAlertCount(0);
        return bare;
    }

    /** Facts about few users, types and times, so that they meet: split records, conflicts, changes of environment. */
    private static List<String> events(Random random) {
        List<String> events = new ArrayList<>();
        for (int i = 3 + random.nextInt(20); i > 0; i--) {
            String user = "u" + random.nextInt(3);
            Instant time = START.plusSeconds(20L * random.nextInt(14));
            switch (random.nextInt(8)) {
                case 0 ->
                    events.add(Bodies.data(
                            "m1",
                            user,
                            time,
                            "\"network_type\":\"n" + random.nextInt(3) + "\",\"signaling_ip_address\":\"198.51.100."
                                    + random.nextInt(4) + "\"" + (random.nextBoolean() ? ",\"device\":\"Mac\"" : "")));
                case 1 -> events.add(Bodies.left("m1", user, time, "name" + random.nextInt(3)));
                default ->
                    events.add(Bodies.qos("m1", user, time, item(random, time), item(random, time.plusSeconds(60))));
            }
        }
        events.add(Bodies.qos("m1", "u0", START, item(random, START)));
        return events;
    }

    private static Item item(Random random, Instant time) {
        int value = random.nextInt(4);
        return new Item(
                time,
                TYPES[random.nextInt(TYPES.length)],
                DETAILS[random.nextInt(DETAILS.length)].formatted(value, value));
    }
}
