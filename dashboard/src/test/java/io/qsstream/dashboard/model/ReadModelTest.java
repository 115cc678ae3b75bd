package io.qsstream.dashboard.model;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.BOUNDS;
import static io.qsstream.dashboard.testing.Facts.T0;
import static io.qsstream.dashboard.testing.Facts.cleared;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.raised;
import static io.qsstream.dashboard.testing.Facts.report;
import static io.qsstream.dashboard.testing.Facts.sample;
import static io.qsstream.dashboard.testing.Facts.sessionWindow;
import static io.qsstream.dashboard.testing.Facts.userWindow;
import static io.qsstream.dashboard.testing.Facts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.SessionDetail;
import io.qsstream.dashboard.view.SessionState;
import io.qsstream.dashboard.view.UserState;
import io.qsstream.dashboard.view.UserView;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Classification;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.UserQosWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadModelTest {

    private static final SessionKey KEY = new SessionKey(ACCOUNT, "s1");

    private final ReadModel model = new ReadModel(BOUNDS);
    private final Answers answers = model.answers();

    /** Facts of one session, with revisions that overtake each other. */
    private static final List<Consumer<ReadModel>> FACTS = facts();

    private static List<Consumer<ReadModel>> facts() {
        List<Consumer<ReadModel>> facts = new ArrayList<>();
        for (int i = 0; i < 70; i += 10) {
            Instant time = minute(i);
            for (int revision = 1; revision <= 2; revision++) {
                int last = revision;
                facts.add(model -> model.apply(sample("s1", "u1", time, 10 * last, last)));
                facts.add(model -> model.apply(
                        userWindow("s1", "u1", time, last, last == 1 ? Classification.GOOD : Classification.POOR)));
                facts.add(model -> model.apply(sessionWindow("s1", time, last, 0.25 * last)));
            }
            facts.add(model -> model.apply(sample("s1", "u2", time.plusSeconds(7), 3)));
        }
        facts.add(model -> model.apply(raised("a1", "s1", "u1", minute(20))));
        facts.add(model -> model.apply(cleared("a1", "s1", "u1", minute(30))));
        facts.add(model -> model.apply(raised("a2", "s1", null, minute(25))));
        facts.add(model -> model.apply(report("s1", 1, minute(50), "u1")));
        facts.add(model -> model.apply(report("s1", 2, minute(61), "u1", "u2")));
        facts.add(model ->
                model.apply(verdict("s1", 1, Completeness.PARTIAL, new SampleGap("u1", minute(10), minute(30), 1))));
        facts.add(model -> model.apply(verdict("s1", 2, Completeness.COMPLETE)));
        return facts;
    }

    @Provide
    Arbitrary<List<Consumer<ReadModel>>> histories() {
        return Arbitraries.shuffle(FACTS);
    }

    @Property(tries = 200)
    void anyOrderAndAnyRepetitionGivesTheSameAnswers(@ForAll("histories") List<Consumer<ReadModel>> history) {
        ReadModel inOrder = new ReadModel(BOUNDS);
        FACTS.forEach(fact -> fact.accept(inOrder));
        ReadModel shuffled = new ReadModel(BOUNDS);

        history.forEach(fact -> fact.accept(shuffled));
        history.subList(0, history.size() / 2).forEach(fact -> fact.accept(shuffled));

        assertThat(shuffled.answers().session(KEY)).isEqualTo(inOrder.answers().session(KEY));
        assertThat(shuffled.answers().samples(KEY, "u1", null, null))
                .isEqualTo(inOrder.answers().samples(KEY, "u1", null, null));
        assertThat(shuffled.answers().report(KEY)).isEqualTo(inOrder.answers().report(KEY));
        assertThat(shuffled.answers().memory().samples()).isEqualTo(14);
        assertThat(shuffled.answers().memory().windows())
                .isEqualTo(inOrder.answers().memory().windows());
    }

    @Test
    void aSessionOfWhichNoSampleCameIsShownByItsVerdictAlone() {
        // When
        model.apply(verdict("lost", 1, Completeness.MISSING, new SampleGap("u1", T0, minute(60), 100)));

        // Then
        SessionDetail session = answers.session(new SessionKey(ACCOUNT, "lost")).orElseThrow();
        assertThat(session.session().startTime()).isEqualTo(T0);
        assertThat(session.session().lastSampleTime()).isEqualTo(minute(60));
        assertThat(session.session().coverage()).isEqualTo(0);
        assertThat(session.completeness().verdict()).isEqualTo(Completeness.MISSING);

        // When
        model.forgetVerdict(ACCOUNT + "|lost");

        // Then
        assertThat(answers.session(new SessionKey(ACCOUNT, "lost"))
                        .orElseThrow()
                        .completeness())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSurestCauseOfAUsersOpenAlertsIsTheUsers(boolean unknownFirst) {
        // Given
        AlertTransition unknown = raised(unknownFirst ? "a1" : "a3", "s1", "u1", T0);
        unknown.setCause(new Cause(CauseClass.UNKNOWN, 0.0, List.of()));
        AlertTransition known = raised("a2", "s1", "u1", minute(1));

        // When
        model.apply(sample("s1", "u1", T0, 90));
        model.apply(unknownFirst ? unknown : known);
        model.apply(unknownFirst ? known : unknown);

        // Then
        assertThat(answers.session(KEY).orElseThrow().users().get(0).cause().causeClass())
                .isEqualTo(CauseClass.SELF_WIFI);
    }

    @Test
    void theLastRevisionOfASampleReplacesAllOfTheOneBefore() {
        model.apply(sample("s1", "u1", T0, 10, 2));
        var withoutVideo = sample("s1", "u1", T0, 99, 3);
        withoutVideo.setStreams(withoutVideo.getStreams().subList(0, 1));

        // When
        model.apply(withoutVideo);
        model.apply(sample("s1", "u1", T0, 10, 1));

        // Then
        SamplesView samples = answers.samples(KEY, "u1", null, null).orElseThrow();
        assertThat(samples.times()).containsExactly(T0);
        assertThat(samples.streams().get(0).series().jitterMs()).containsExactly(99f);
        assertThat(samples.streams().get(1).series().jitterMs()).isNull();
    }

    @Test
    void aStripHoldsTheLastHourOfWhoeverItIsAbout() {
        for (int i = 0; i <= 90; i++) {
            model.apply(userWindow("s1", "u1", minute(i), 1, Classification.GOOD));
            model.apply(sessionWindow("s1", minute(i), 1, 0));
        }

        SessionDetail session = answers.session(KEY).orElseThrow();
        assertThat(session.session().strip()).hasSize(60);
        assertThat(session.session().strip().get(0).start()).isEqualTo(minute(31));
        assertThat(session.users().get(0).strips().get("ALL")).hasSize(60);
        assertThat(answers.memory().windows()).isEqualTo(60);
    }

    @Test
    void anAnswerStaysAsItWasWhileTheModelGoesOn() {
        model.apply(sample("s1", "u1", T0, 10));
        model.apply(userWindow("s1", "u1", T0, 1, Classification.GOOD));
        SessionDetail before = answers.session(KEY).orElseThrow();

        // When
        model.apply(sample("s1", "u1", minute(1), 20));
        model.apply(userWindow("s1", "u1", minute(1), 1, Classification.BAD));

        // Then
        assertThat(before.users().get(0).classification()).isEqualTo(Classification.GOOD);
        assertThat(before.users().get(0).strips().get("ALL")).hasSize(1);
        assertThat(answers.session(KEY).orElseThrow().users().get(0).strips().get("ALL"))
                .hasSize(2);
    }

    @Test
    void aReportWhoseEndIsAfterTheLastSampleEndsTheSession() {
        model.apply(sample("s1", "u1", minute(5), 10));
        model.apply(report("s1", 1, minute(4), "u1"));
        assertThat(state()).isEqualTo(SessionState.LIVE);

        // When
        model.apply(report("s1", 2, minute(5), "u1"));

        // Then
        assertThat(state()).isEqualTo(SessionState.ENDED);
        assertThat(answers.sessionView(KEY).orElseThrow().endTime()).isEqualTo(minute(5));
        assertThat(answers.user(KEY, "u1").orElseThrow().advice()).containsExactly("Use a cable.");
    }

    @Test
    void tenMinutesOfSilenceByTheLogsClockEndTheSession() {
        model.apply(sample("s1", "u1", T0, 10));
        model.apply(sample("s2", "u1", T0.plusSeconds(599), 10));
        assertThat(state()).isEqualTo(SessionState.LIVE);

        // When
        model.apply(sample("s2", "u1", T0.plusSeconds(601), 10));

        // Then
        assertThat(state()).isEqualTo(SessionState.ENDED);
        assertThat(answers.sessionView(KEY).orElseThrow().endTime()).isEqualTo(T0);
    }

    @Test
    void aUserWhoLeftOrIsSilentForThreeMinutesIsNoLongerThere() {
        for (String user : List.of("silent", "left", "there")) {
            model.apply(sample("s1", user, T0, 10));
        }
        UserQosWindow leaving = userWindow("s1", "left", T0, 1, Classification.BAD);
        leaving.setLegEndTime(minute(1));
        model.apply(leaving);

        // When
        model.apply(sample("s1", "there", minute(4), 10));

        // Then
        assertThat(answers.user(KEY, "silent").map(UserView::state)).hasValue(UserState.LEFT);
        assertThat(answers.user(KEY, "left").map(UserView::state)).hasValue(UserState.LEFT);
        assertThat(answers.user(KEY, "there").map(UserView::state)).hasValue(UserState.ACTIVE);
        assertThat(answers.sessionView(KEY).orElseThrow().activeUserCount()).isEqualTo(1);
        assertThat(answers.sessionView(KEY).orElseThrow().userCount()).isEqualTo(3);
    }

    @Test
    void anAlertOfWhichOnlyTheClearingIsKnownIsCleared() {
        model.apply(cleared("a1", "s1", "u1", minute(3)));

        AlertView alert = answers.alert("a1").orElseThrow();
        assertThat(alert.state()).isEqualTo(AlertState.CLEARED);
        assertThat(alert.raisedTime()).isEqualTo(T0);
    }

    @Test
    void anErasedPersonIsNamedNoMoreAndFoundNoMore() {
        String person = TopicKeys.user(KEY.toString(), "u1");
        model.apply(sample("s1", "u1", T0, 10));
        model.apply(person, identity("s1", "u1", "Somebody"));
        assertThat(answers.user(KEY, "u1").orElseThrow().name()).isEqualTo("Somebody");

        // When
        model.erase(person);

        // Then
        assertThat(answers.user(KEY, "u1").orElseThrow().name()).isNull();
        SessionFilter byName = new SessionFilter(null, null, null, null, "somebody");
        assertThat(answers.sessions(byName, SessionSort.RECENT, null, 10).items())
                .isEmpty();
    }

    @Test
    void theWorstSessionComesFirst() {
        model.apply(sessionWindow("good", T0, 1, 0));
        model.apply(sessionWindow("half", T0, 1, 0.5));
        model.apply(sessionWindow("alert", T0, 1, 0));
        model.apply(raised("a1", "alert", "u1", T0));

        assertThat(answers.sessions(SessionFilter.ALL, SessionSort.TROUBLE, null, 10)
                        .items())
                .extracting(session -> session.sessionId())
                .containsExactly("alert", "half", "good");
    }

    @Test
    void whatIsOlderThanItsAgeIsLetGoAndCounted() {
        model.apply(sample("old", "u1", T0, 10));
        model.apply(raised("a1", "old", "u1", T0));
        model.apply(cleared("a1", "old", "u1", minute(1)));

        // When
        model.apply(sample("s1", "u1", T0.plus(Duration.ofHours(7)), 10));

        // Then
        assertThat(answers.memory().samples()).isEqualTo(1);
        assertThat(answers.evicted(Evicted.SAMPLES_BY_AGE)).isEqualTo(1);
        assertThat(answers.memory().sessions()).isEqualTo(2);

        // When
        model.apply(sample("s1", "u1", T0.plus(Duration.ofDays(8)), 10));

        // Then
        assertThat(answers.sessionView(new SessionKey(ACCOUNT, "old"))).isEmpty();
        assertThat(answers.evicted(Evicted.SESSIONS_BY_AGE)).isEqualTo(1);
        assertThat(answers.alert("a1")).isEmpty();
        assertThat(answers.evicted(Evicted.ALERTS_BY_AGE)).isEqualTo(1);
    }

    @Test
    void beyondTheirNumberTheSessionsHeardOfLongestAgoGoEndedOnesBeforeLiveOnes() {
        ReadModel small = new ReadModel(bounded(20, 10_000, 1_000, 1_000));
        small.apply(sample("longest-live", "u1", T0, 10));
        for (int i = 1; i < 20; i++) {
            small.apply(sample("ended-" + i, "u1", T0.plusSeconds(i), 10));
            small.apply(report("ended-" + i, 1, T0.plusSeconds(i), "u1"));
        }

        // When
        small.apply(sample("newest", "u1", T0.plusSeconds(30), 10));

        // Then
        assertThat(small.answers().memory().sessions()).isEqualTo(19);
        assertThat(small.answers().evicted(Evicted.SESSIONS_BY_COUNT)).isEqualTo(2);
        assertThat(small.answers().sessionView(new SessionKey(ACCOUNT, "ended-1")))
                .isEmpty();
        assertThat(small.answers().sessionView(new SessionKey(ACCOUNT, "longest-live")))
                .isPresent();
        assertThat(small.answers().memory().users()).isEqualTo(19);
        assertThat(small.answers().memory().samples()).isEqualTo(19);
    }

    @Test
    void beyondTheirNumberTheOldestSamplesGoWhoseverTheyAre() {
        ReadModel small = new ReadModel(bounded(100, 1_000, 1_000, 1_000));

        // When
        for (int i = 0; i < 150; i++) {
            for (int user = 0; user < 10; user++) {
                small.apply(sample("s" + user, "u1", T0.plusSeconds(i), 10));
            }
        }

        // Then
        assertThat(small.answers().memory().samples()).isBetween(800L, 1_000L);
        for (int user = 0; user < 10; user++) {
            List<Instant> times = small.answers()
                    .samples(new SessionKey(ACCOUNT, "s" + user), "u1", null, null)
                    .orElseThrow()
                    .times();
            assertThat(times).hasSizeBetween(80, 101).last().isEqualTo(T0.plusSeconds(149));
        }
        assertThat(small.answers().evicted(Evicted.SAMPLES_BY_COUNT)
                        + small.answers().memory().samples())
                .isEqualTo(1_500);
    }

    @Test
    void beyondTheirNumberTheOldestClearedAlertsGo() {
        ReadModel small = new ReadModel(bounded(100, 1_000, 1_000, 100));
        small.apply(raised("open", "s1", "u1", T0));
        for (int i = 0; i < 100; i++) {
            small.apply(raised("a" + i, "s1", "u1", minute(i)));
            small.apply(cleared("a" + i, "s1", "u1", minute(i + 1)));
        }

        assertThat(small.answers().alert("open")).isPresent();
        assertThat(small.answers().alert("a0")).isEmpty();
        assertThat(small.answers().alert("a99")).isPresent();
        assertThat(small.answers().memory().alerts()).isLessThanOrEqualTo(100);
    }

    private static Bounds bounded(int sessions, int users, int samples, int alerts) {
        return new Bounds(
                BOUNDS.sampleAge(),
                BOUNDS.windowAge(),
                BOUNDS.alertAge(),
                BOUNDS.sessionAge(),
                BOUNDS.strip(),
                BOUNDS.silence(),
                sessions,
                users,
                samples,
                alerts);
    }

    private SessionState state() {
        return answers.sessionView(KEY).orElseThrow().state();
    }
}
