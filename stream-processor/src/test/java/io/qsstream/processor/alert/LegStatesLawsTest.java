package io.qsstream.processor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.alert.LegAlerts.Leg;
import io.qsstream.processor.cause.Causes;
import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.cause.Group;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.StateCodec;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.processor.window.UserWindows;
import io.qsstream.processor.window.WindowStores;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/** What is not written down is remembered again: with restarts, and without, the rules know the same. */
class LegStatesLawsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final SessionKey SESSION = new SessionKey("acc", "s==");
    private static final String USER = "16778240";

    /** So short a retention that everything is written. */
    private static final Windowing FORGETFUL =
            new Windowing(Duration.ofMinutes(1), Duration.ofSeconds(90), Duration.ofMinutes(5));

    private enum What {
        NEXT,
        ANOTHER,
        AGAIN,
        LATE,
        LEAVE,
        PLACE,
        RESTART
    }

    record Step(What what, double kbps, double jitterMs) {}

    static {
        TrustedRecords.trust();
    }

    /** One task's stores, and how often the legs' is written. */
    private static final class Task {
        private final CountingStore alerts = new CountingStore();
        private final StateStore<LegAlertState> legs;
        private final StateStore<UserWindowState> windows;
        private final Windowing windowing;
        private Roster roster = new Roster();
        private LegStates states;

        Task(Windowing windowing) {
            this.windowing = windowing;
            MockProcessorContext<String, Object> context = new MockProcessorContext<>();
            context.addStateStore(alerts);
            context.addStateStore(new InMemoryKeyValueStore(WindowStores.STORE));
            legs = StateStore.open(context, AlertStores.LEGS, new LegAlertState());
            windows = StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState());
            states = open();
        }

        private LegStates open() {
            return new LegStates(legs, windows, windowing, Pipeline.RULES, InputMeans.SENT, roster);
        }

        private KnownLeg leg() {
            return roster.leg(SESSION, USER);
        }

        void restart() {
            roster.close();
            roster = new Roster();
            states = open();
        }

        /** As the window stage and then the alert stage do. */
        void take(QosSample sample, Instant now) {
            Instant start = windowing.startOf(sample.getSampleTime());
            Bytes window = StateKeys.userWindow(SESSION.toString(), start, USER);
            UserWindowState known = windows.get(window);
            UserWindows.Taken taken = UserWindows.takeIn(known == null ? UserWindows.none() : known, sample, false);
            windows.put(window, taken.state());
            if (taken.sample() != null) {
                judge(taken.sample(), now);
            }
        }

        private void judge(QosSample sample, Instant now) {
            LegAlertState known = states.get(leg(), now, sample.getSampleTime());
            LegAlertState before = known == null ? LegStates.unknown() : known;
            LegAlerts.Taken taken = LegAlerts.takeIn(new Leg(SESSION, USER), before, sample, Pipeline.RULES, now);
            if (!taken.takenIn()) {
                return;
            }
            new Crowd()
                    .count(
                            taken.state(),
                            sample.getSampleTime(),
                            Group.of(sample, InputMeans.SENT),
                            Causes.suffering(taken.troubles(), InputMeans.SENT));
            if (taken.follows()) {
                states.putFollowing(leg(), taken.state());
            } else {
                states.put(leg(), taken.state());
            }
        }

        void change(boolean leaves, Instant now) {
            LegAlertState known = states.get(leg(), now);
            if (known != null && leaves) {
                states.put(
                        leg(),
                        LegAlerts.end(new Leg(SESSION, USER), known, Pipeline.RULES, now)
                                .state());
            } else if (known != null) {
                known.setDataCenter("dc " + now);
                states.put(leg(), known);
            }
        }

        byte[] known(Instant now) {
            LegAlertState state = states.get(leg(), now);
            return state == null ? new byte[0] : StateCodec.of(state).encode(state);
        }
    }

    private static final class CountingStore extends InMemoryKeyValueStore {
        private int puts;

        CountingStore() {
            super(AlertStores.STORE);
        }

        @Override
        public void put(Bytes key, byte[] value) {
            puts++;
            super.put(key, value);
        }
    }

    @Property
    void aRestartChangesNothing(@ForAll("steps") List<Step> steps) {
        // Given
        Task restarted = new Task(Pipeline.MINUTES);
        Task undisturbed = new Task(Pipeline.MINUTES);
        Task writingAll = new Task(FORGETFUL);
        List<Task> tasks = List.of(restarted, undisturbed, writingAll);
        Instant time = START;

        for (Step step : steps) {
            // When
            Instant now = time.plusSeconds(50);
            switch (step.what()) {
                case NEXT -> {
                    time = time.plusSeconds(60);
                    Instant next = time;
                    tasks.forEach(task -> task.take(sample(next, "audio_input", step), next.plusSeconds(5)));
                }
                case ANOTHER -> {
                    Instant same = time;
                    tasks.forEach(task -> task.take(sample(same, "video_input", step), now));
                }
                case AGAIN -> {
                    Instant same = time;
                    tasks.forEach(task -> task.take(sample(same, "audio_input", step), now));
                }
                case LATE -> {
                    Instant late = time.minusSeconds(90);
                    tasks.forEach(task -> task.take(sample(late, "audio_input", step), now));
                }
                case LEAVE -> tasks.forEach(task -> task.change(true, now));
                case PLACE -> tasks.forEach(task -> task.change(false, now));
                case RESTART -> restarted.restart();
            }

            // Then
            assertThat(restarted.known(now)).isEqualTo(writingAll.known(now));
            assertThat(undisturbed.known(now)).isEqualTo(writingAll.known(now));
        }
        tasks.forEach(task -> task.roster.close());
    }

    @Example
    void ofALegThatIsWellOneSampleInSixteenIsWritten() {
        // Given
        Task task = new Task(Pipeline.MINUTES);

        // When
        for (int minute = 0; minute < 81; minute++) {
            Instant time = START.plus(Duration.ofMinutes(minute));
            task.take(sample(time, "audio_input", new Step(What.NEXT, 60, 5)), time);
        }

        // Then
        assertThat(task.alerts.puts).isBetween(6, 7);
        task.roster.close();
    }

    @Example
    void aLegInTroubleIsWrittenWithEverySample() {
        // Given
        Task task = new Task(Pipeline.MINUTES);

        // When
        for (int minute = 0; minute < 20; minute++) {
            Instant time = START.plus(Duration.ofMinutes(minute));
            task.take(sample(time, "audio_input", new Step(What.NEXT, 60, 200)), time);
        }

        // Then
        assertThat(task.alerts.puts).isEqualTo(20);
        task.roster.close();
    }

    private static QosSample sample(Instant time, String type, Step step) {
        StreamQos stream = new StreamQos();
        stream.setType(type);
        stream.setMedia(type.startsWith("audio") ? Media.AUDIO : Media.VIDEO);
        stream.setBitrateKbps(step.kbps());
        stream.setJitterMs(step.jitterMs());
        return new QosSample(
                SESSION.accountId(),
                SESSION.sessionId(),
                SessionKind.MEETING,
                null,
                USER,
                null,
                time,
                1,
                time,
                "meeting.participant_qos",
                List.of(stream),
                null,
                null,
                List.of(),
                Map.of(),
                false);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(30, What.NEXT),
                                Tuple.of(2, What.ANOTHER),
                                Tuple.of(2, What.AGAIN),
                                Tuple.of(2, What.LATE),
                                Tuple.of(1, What.LEAVE),
                                Tuple.of(1, What.PLACE),
                                Tuple.of(6, What.RESTART)),
                        Arbitraries.doubles().between(40, 80).ofScale(1),
                        Arbitraries.frequencyOf(
                                Tuple.of(12, Arbitraries.of(5.0, 7.5)), Tuple.of(1, Arbitraries.of(200.0))))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(80);
    }
}
