package io.qsstream.processor.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The ledger on the whole topology: what was dropped on the way is named, and on a clean way nothing is. */
class CompletenessPipelineTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int SESSIONS = 8;
    private static final int USERS = 6;
    private static final int MINUTES = 180;

    /** One event as Zoom sends it; a sample where {@code sampled}. */
    private record Sent(Instant receipt, String session, String user, Instant time, boolean sampled, String body) {}

    @Test
    void anOutageAndOnePerCentOfRandomLossAreNamedAndNothingElse() {
        // Given
        Random random = new Random(8);
        Instant from = START.plus(Duration.ofMinutes(50));
        Instant to = from.plus(Duration.ofMinutes(100));
        List<Sent> all = traffic();
        Set<Sent> dropped = new HashSet<>();
        all.stream()
                .filter(sent ->
                        (!sent.receipt().isBefore(from) && sent.receipt().isBefore(to))
                                || (sent.sampled() && random.nextInt(100) == 0))
                .forEach(dropped::add);

        // When
        Map<String, CompletenessVerdict> verdicts = run(all, sent -> !dropped.contains(sent));

        // Then
        assertThat(verdicts).hasSize(SESSIONS);
        List<Sent> missing = dropped.stream().filter(Sent::sampled).toList();
        long named = missing.stream()
                .filter(sent ->
                        verdicts.get("acc|" + sent.session()).getGaps().stream().anyMatch(gap -> isIn(sent, gap)))
                .count();
        int counted = verdicts.values().stream()
                .mapToInt(verdict -> verdict.getExpectedSamples() - verdict.getReceivedSamples())
                .sum();
        System.out.println("completeness: " + all.stream().filter(Sent::sampled).count() + " samples, " + missing.size()
                + " dropped, " + named + " of them named, " + counted + " counted");
        assertThat(missing.size()).isGreaterThan(SESSIONS * USERS * 100);
        assertThat(named / (double) missing.size()).isGreaterThanOrEqualTo(0.99);
        assertThat(counted).isBetween((int) (0.99 * missing.size()), missing.size());
        long came = all.stream()
                .filter(sent -> sent.sampled() && !dropped.contains(sent))
                .count();
        assertThat(verdicts.values().stream()
                        .mapToInt(CompletenessVerdict::getReceivedSamples)
                        .sum())
                .isEqualTo((int) came);
        assertThat(verdicts.values())
                .extracting(CompletenessVerdict::getVerdict)
                .containsOnly(Completeness.PARTIAL);
    }

    @Test
    void aCleanRunNamesNothing() {
        // When
        Map<String, CompletenessVerdict> verdicts = run(traffic(), sent -> true);

        // Then
        assertThat(verdicts).hasSize(SESSIONS);
        assertThat(verdicts.values()).allSatisfy(verdict -> {
            assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
            assertThat(verdict.getGaps()).isEmpty();
            assertThat(verdict.getCoverage()).isEqualTo(1.0);
            assertThat(verdict.getExpectedSamples()).isEqualTo(verdict.getReceivedSamples());
            assertThat(verdict.getSessionKind()).isEqualTo(SessionKind.MEETING);
        });
    }

    @Test
    void oneDroppedSampleIsThatGapUntilItComes() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            for (int minute = 1; minute <= 10; minute++) {
                if (minute != 6) {
                    measure(pipeline, minute(minute), "u1", minute(minute));
                }
            }
            pipeline.receive(minute(11), "acc|m1", Bodies.left("m1", "u1", minute(11), "name"));
            tick(pipeline, minute(11), minute(14));
            List<CompletenessVerdict> first = read(pipeline);

            // When
            measure(pipeline, minute(14), "u1", minute(6));
            measure(pipeline, minute(14), "u1", minute(6));
            tick(pipeline, minute(14), minute(18));
            List<CompletenessVerdict> second = read(pipeline);
            SessionReport report =
                    Pipeline.last(pipeline.read(Topics.SESSION_REPORTS)).get("acc|m1");

            // Then
            assertThat(first).hasSize(1);
            assertThat(first.get(0).getRevision()).isEqualTo(1);
            assertThat(first.get(0).getEndReason()).isEqualTo("LEGS_ENDED");
            assertThat(first.get(0).getGaps()).containsExactly(new SampleGap("u1", minute(5), minute(7), 1));
            assertThat(second).hasSize(1);
            assertThat(second.get(0).getRevision()).isEqualTo(2);
            assertThat(second.get(0).getVerdict()).isEqualTo(Completeness.COMPLETE);
            assertThat(second.get(0).getLateSamples()).isEqualTo(1);
            assertThat(second.get(0).getDuplicateSamples()).isEqualTo(1);
            assertThat(report.getCoverage()).isEqualTo(1.0);
        }
    }

    @Test
    void aDuplicateAloneMakesNoRevision() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            for (int minute = 1; minute <= 5; minute++) {
                measure(pipeline, minute(minute), "u1", minute(minute));
            }
            pipeline.receive(minute(6), "acc|m1", Bodies.left("m1", "u1", minute(6), "name"));
            tick(pipeline, minute(6), minute(9));
            assertThat(read(pipeline)).hasSize(1);

            // When
            measure(pipeline, minute(9), "u1", minute(3));
            pipeline.receive(minute(9), "acc|m1", Bodies.left("m1", "u1", minute(6), "name"));
            tick(pipeline, minute(9), minute(30));

            // Then
            assertThat(read(pipeline)).isEmpty();
        }
    }

    @Test
    void aSessionOfWhichOnlyJoinAndLeaveCameIsMissing() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            pipeline.receive(minute(0), "acc|m1", Bodies.data("m1", "u1", minute(0), "\"device\":\"Mac\""));

            // When
            pipeline.receive(minute(20), "acc|m1", Bodies.left("m1", "u1", minute(20), "name"));
            tick(pipeline, minute(20), minute(22));

            // Then
            List<CompletenessVerdict> verdicts = read(pipeline);
            assertThat(verdicts).hasSize(1);
            assertThat(verdicts.get(0).getVerdict()).isEqualTo(Completeness.MISSING);
            assertThat(verdicts.get(0).getSessionKind())
                    .as("a backfill needs to know it")
                    .isEqualTo(SessionKind.MEETING);
            assertThat(verdicts.get(0).getGaps()).containsExactly(new SampleGap("u1", minute(0), minute(20), 19));
            assertThat(pipeline.read(Topics.SESSION_REPORTS)).isEmpty();
        }
    }

    @Test
    void whatCannotBeUsedIsCounted() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            for (int minute = 1; minute <= 150; minute++) {
                measure(pipeline, minute(minute), "u1", minute(minute));
                pipeline.tick(minute(minute).plusSeconds(30));
            }

            // When
            measure(pipeline, minute(151), "u1", minute(1).plusSeconds(7));
            measure(pipeline, minute(151), "u1", minute(151).plus(Duration.ofHours(1)));
            pipeline.receive(minute(151), "acc|m1", Bodies.left("m1", "u1", minute(151), "name"));
            tick(pipeline, minute(151), minute(153));

            // Then
            assertThat(pipeline.deadLetters()).hasSize(2);
            CompletenessVerdict verdict = read(pipeline).getLast();
            assertThat(verdict.getDeadLetteredSamples()).isEqualTo(2);
            assertThat(verdict.getReasons()).containsExactly(CompletenessReason.DEAD_LETTERS);
            assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
        }
    }

    @Test
    void theVerdictStandsWhenTheWindowsAreForgotten() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            for (int minute = 1; minute <= 5; minute++) {
                measure(pipeline, minute(minute), "u1", minute(minute));
            }
            pipeline.receive(minute(6), "acc|m1", Bodies.left("m1", "u1", minute(6), "name"));
            tick(pipeline, minute(6), minute(9));
            assertThat(read(pipeline)).hasSize(1);

            // When
            pipeline.tick(minute(400));
            pipeline.receive(minute(401), "acc|m1", Bodies.left("m1", "u1", minute(401), "name"));
            tick(pipeline, minute(401), minute(420));

            // Then
            assertThat(read(pipeline)).isEmpty();
        }
    }

    @Test
    void aWindowThatHoldsEnoughSamplesHasACoverageOfItsOwn() {
        Windowing fiveMinutes = new Windowing(Duration.ofMinutes(5), Duration.ofSeconds(90), Duration.ofMinutes(120));
        try (Pipeline pipeline = Pipeline.inMemory(fiveMinutes)) {
            // Given
            for (int i = 0; i < 30; i++) {
                if (i != 10 && i != 11 && i != 12) {
                    Instant time = START.plusSeconds(10L * i);
                    measure(pipeline, time, "u1", time);
                }
            }
            measure(pipeline, minute(5), "u1", minute(5));

            // When
            tick(pipeline, minute(5), minute(13));

            // Then
            Map<String, SessionQosWindow> windows = Pipeline.last(pipeline.sessionWindows());
            assertThat(windows.values())
                    .extracting(SessionQosWindow::getCoverage)
                    .containsExactly(0.9, null);
        }
    }

    private static boolean isIn(Sent sent, SampleGap gap) {
        return sent.user().equals(gap.getUserId())
                && sent.time().isAfter(gap.getFrom())
                && sent.time().isBefore(gap.getTo());
    }

    /** A sample a minute at each user's own second, a join before the first and a leave after the last, any cadence apart. */
    private static List<Sent> traffic() {
        Random random = new Random(42);
        List<Sent> all = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            String uuid = "m" + session;
            for (int user = 0; user < USERS; user++) {
                String id = "u" + user;
                Instant first = START.plusSeconds(60 + random.nextInt(240));
                Instant join = first.minusSeconds(random.nextInt(60));
                all.add(new Sent(join, uuid, id, join, false, Bodies.data(uuid, id, join, "\"device\":\"Mac\"")));
                Instant last = first;
                for (int i = 0; i < MINUTES - 5; i++) {
                    Instant time = first.plusSeconds(60L * i);
                    all.add(new Sent(
                            time.plusMillis(250 + random.nextInt(2_000)),
                            uuid,
                            id,
                            time,
                            true,
                            Bodies.qos(uuid, id, time, Item.audio(time, "64 kbps", "5 ms"))));
                    last = time;
                }
                Instant leave = last.plusSeconds(3 + random.nextInt(57));
                all.add(new Sent(leave, uuid, id, leave, false, Bodies.left(uuid, id, leave, "name")));
            }
        }
        all.sort(Comparator.comparing(Sent::receipt));
        return all;
    }

    private static Map<String, CompletenessVerdict> run(List<Sent> all, Predicate<Sent> comes) {
        Map<String, CompletenessVerdict> last = new HashMap<>();
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            Instant ticked = START;
            for (Sent sent : all) {
                while (ticked.isBefore(sent.receipt())) {
                    pipeline.tick(ticked);
                    ticked = ticked.plusSeconds(5);
                }
                if (comes.test(sent)) {
                    pipeline.receive(sent.receipt(), "acc|" + sent.session(), sent.body());
                }
            }
            tick(pipeline, ticked, ticked.plus(Duration.ofMinutes(15)));
            assertThat(pipeline.deadLetters()).isEmpty();
            pipeline.read(Topics.COMPLETENESS).forEach(record -> {
                CompletenessVerdict before = last.put(record.key(), record.value());
                assertThat(record.value().getRevision()).isEqualTo(before == null ? 1 : before.getRevision() + 1);
            });
        }
        return last;
    }

    private static List<CompletenessVerdict> read(Pipeline pipeline) {
        List<CompletenessVerdict> verdicts = new ArrayList<>();
        pipeline.read(Topics.COMPLETENESS).forEach(record -> verdicts.add(record.value()));
        return verdicts;
    }

    private static void measure(Pipeline pipeline, Instant receipt, String user, Instant time) {
        pipeline.receive(receipt, "acc|m1", Bodies.qos("m1", user, receipt, Item.audio(time, "64 kbps", "5 ms")));
    }

    private static void tick(Pipeline pipeline, Instant from, Instant to) {
        for (Instant at = from; !at.isAfter(to); at = at.plusSeconds(5)) {
            pipeline.tick(at);
        }
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
