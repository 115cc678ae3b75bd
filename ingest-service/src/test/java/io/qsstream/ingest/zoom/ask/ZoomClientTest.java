package io.qsstream.ingest.zoom.ask;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qsstream.ingest.MovableClock;
import io.qsstream.ingest.zoom.FakeZoom;
import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import io.qsstream.ingest.zoom.ask.Pages.Reading;
import io.qsstream.ingest.zoom.authorise.Authorised;
import io.qsstream.ingest.zoom.authorise.ServerToServerTokens;
import io.qsstream.ingest.zoom.authorise.VideoSdkTokens;
import io.qsstream.ingest.zoom.budget.Budget;
import io.qsstream.ingest.zoom.budget.DayUseInMemory;
import io.qsstream.ingest.zoom.settings.HiddenText;
import io.qsstream.ingest.zoom.settings.ZoomCredentials.ServerToServer;
import io.qsstream.ingest.zoom.settings.ZoomCredentials.VideoSdk;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The client before a Zoom that behaves as documented. Pauses move the clock and take no time. */
class ZoomClientTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final MovableClock clock = new MovableClock(START);
    private final FakeZoom zoom = new FakeZoom(clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Duration> pauses = new ArrayList<>();
    private final URI base = URI.create(zoom.url() + "/v2");
    private final ServerToServerTokens oauth = new ServerToServerTokens(
            http,
            new ServerToServer(FakeZoom.ACCOUNT, FakeZoom.CLIENT_ID, new HiddenText(FakeZoom.CLIENT_SECRET)),
            URI.create(zoom.url() + "/oauth/token"),
            base);
    private final VideoSdkTokens sdk = new VideoSdkTokens(
            new VideoSdk(FakeZoom.ACCOUNT, new HiddenText(FakeZoom.SDK_KEY), new HiddenText(FakeZoom.SDK_SECRET)),
            base);
    private final DayUseInMemory memory = new DayUseInMemory();
    private final ZoomClient client = new ZoomClient(
            http,
            Map.of(Endpoint.Kind.OAUTH, oauth, Endpoint.Kind.VIDEO_SDK, sdk),
            new Budget(new Budget.Limits(40, 20, 60_000), memory),
            clock,
            wait -> {
                pauses.add(wait);
                clock.set(clock.instant().plus(wait));
            },
            new Random(8),
            meters);
    private final Pages pages = new Pages(client, clock);

    @AfterEach
    void stop() {
        zoom.close();
        http.shutdownNow();
    }

    @Test
    void everyUserIsReadThoughAPageHasOneUnlessAskedOtherwise() throws Exception {
        // Given
        zoom.session("s1", "s1", false, users(23));
        List<String> read = new ArrayList<>();

        // When
        Reading reading = pages.read(
                question(Endpoint.SESSION_QOS, "s1"),
                user -> read.add(user.path("id").asText()));

        // Then
        assertThat(reading).isEqualTo(new Reading.Complete(23, 1));
        assertThat(read).doesNotHaveDuplicates().hasSize(23);
        assertThat(zoom.urls()).hasSize(3).allSatisfy(url -> assertThat(url).contains("page_size=10"));
    }

    @Test
    void anIdIsEncodedTwiceWhereZoomDemandsItAndOnceElsewhere() throws Exception {
        // Given
        zoom.session(
                "/aB//7kTQ+uT1yZb/wCdEg==", "%252FaB%252F%252F7kTQ%252BuT1yZb%252FwCdEg%253D%253D", false, users(1));
        zoom.session("gkBE2XmnRJq42wHoMox/5g==", "gkBE2XmnRJq42wHoMox%2F5g%3D%3D", false, users(1));

        // Then
        for (String id : List.of("/aB//7kTQ+uT1yZb/wCdEg==", "gkBE2XmnRJq42wHoMox/5g==")) {
            assertThat(client.ask(question(Endpoint.SESSION_QOS, id))).isInstanceOf(ZoomAnswer.Found.class);
            assertThat(client.ask(question(Endpoint.MEETING_QOS, id))).isInstanceOf(ZoomAnswer.Found.class);
        }
        assertThat(Question.encoded("+a")).isEqualTo("%252Ba");
    }

    @Test
    void anExpiredPageTokenStartsTheListAgainAndForEverExpiredOnesEndIt() throws Exception {
        // Given
        zoom.session("s1", "s1", false, users(23));
        zoom.expireNextPageTokens(2);
        List<String> read = new ArrayList<>();

        // When
        Reading reading = pages.read(
                question(Endpoint.SESSION_QOS, "s1"),
                user -> read.add(user.path("id").asText()));

        // Then
        assertThat(reading).isEqualTo(new Reading.Complete(23, 1));
        assertThat(read).hasSize(10 + 10 + 23);
        zoom.expireNextPageTokens(1_000);
        assertThat(pages.read(question(Endpoint.SESSION_QOS, "s1"), user -> {}))
                .isEqualTo(new Reading.Stopped(new ZoomAnswer.PageTokenExpired()));
    }

    @Test
    void manyCallersRenewTheTokenOnce() throws Exception {
        // Given
        CountDownLatch together = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Authorised>> tokens = IntStream.range(0, 200)
                    .mapToObj(i -> callers.submit(() -> {
                        together.await();
                        return oauth.authorise(START);
                    }))
                    .toList();

            // When
            together.countDown();

            // Then
            for (Future<Authorised> token : tokens) {
                assertThat(token.get()).isEqualTo(tokens.getFirst().get());
            }
        }
        assertThat(zoom.tokenRequests()).isEqualTo(1);
        oauth.authorise(START.plus(Duration.ofMinutes(58)));
        assertThat(zoom.tokenRequests()).isEqualTo(1);
        oauth.authorise(START.plus(Duration.ofMinutes(59)));
        assertThat(zoom.tokenRequests()).isEqualTo(2);
    }

    @Test
    void aTokenThatZoomForgotIsRenewedOnce() throws Exception {
        // Given
        zoom.session("m1", "m1", false, users(1));
        client.ask(question(Endpoint.MEETING_QOS, "m1"));
        zoom.forgetTokens();

        // Then
        assertThat(client.ask(question(Endpoint.MEETING_QOS, "m1"))).isInstanceOf(ZoomAnswer.Found.class);
        assertThat(zoom.tokenRequests()).isEqualTo(2);
    }

    @Test
    void aRevokedAppIsOneStateAndNoStormOfCalls() throws Exception {
        // Given
        zoom.session("m1", "m1", false, users(1));
        client.ask(question(Endpoint.MEETING_QOS, "m1"));
        zoom.revoke();
        int before = zoom.urls().size();

        // When
        for (int i = 0; i < 500; i++) {
            assertThat(client.ask(question(Endpoint.MEETING_QOS, "m1"))).isInstanceOf(ZoomAnswer.Revoked.class);
            assertThat(client.ask(question(Endpoint.SESSION_QOS, "m1"))).isInstanceOf(ZoomAnswer.Revoked.class);
        }

        // Then
        assertThat(zoom.urls().size() - before).isLessThanOrEqualTo(4);
        assertThat(client.closed())
                .hasValueSatisfying(why -> assertThat(why.label()).isEqualTo("revoked"));
        zoom.reinstate();
        clock.set(clock.instant().plus(Duration.ofMinutes(16)));
        assertThat(client.ask(question(Endpoint.MEETING_QOS, "m1"))).isInstanceOf(ZoomAnswer.Found.class);
        assertThat(client.closed()).isEmpty();
    }

    @Test
    void anAppThatIsRevokedKeepsTheOtherFromNothing() throws Exception {
        // Given
        zoom.session("s1", "s1", false, users(1));
        zoom.revokeServerToServer();

        // When
        assertThat(client.ask(question(Endpoint.MEETING_QOS, "s1"))).isInstanceOf(ZoomAnswer.Revoked.class);

        // Then
        assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isInstanceOf(ZoomAnswer.Found.class);
        assertThat(client.ask(question(Endpoint.MEETING_QOS, "s1"))).isInstanceOf(ZoomAnswer.Revoked.class);
        assertThat(client.closed())
                .hasValueSatisfying(why -> assertThat(why.label()).isEqualTo("revoked"));
    }

    @Test
    void tooManyInASecondAreAskedAgainLaterAndTooManyInADayTheNextDay() throws Exception {
        // Given
        zoom.session("s1", "s1", false, users(1));
        zoom.allow(3, 10);

        // When
        for (int i = 0; i < 10; i++) {
            assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isInstanceOf(ZoomAnswer.Found.class);
        }
        ZoomAnswer spent = client.ask(question(Endpoint.SESSION_QOS, "s1"));

        // Then
        assertThat(pauses)
                .isNotEmpty()
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertThat(spent).isEqualTo(new ZoomAnswer.DaySpent(clock.instant().plusSeconds(7200)));
        int calls = zoom.urls().size();
        assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isEqualTo(spent);
        assertThat(zoom.urls()).hasSize(calls);
        assertThat(memory.recall().spentUntil()).isEqualTo(clock.instant().plusSeconds(7200));
    }

    @Test
    void aFailureOfZoomIsAskedAgainWithGrowingPausesAndManyShutTheGate() throws Exception {
        // Given
        zoom.session("s1", "s1", false, users(1));
        zoom.failNext(3);

        // When
        assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isInstanceOf(ZoomAnswer.Found.class);

        // Then
        assertThat(pauses).hasSize(3);
        assertThat(pauses.get(2)).isGreaterThan(pauses.get(0));
        zoom.failNext(1_000);
        int before = zoom.urls().size();
        for (int i = 0; i < 100; i++) {
            client.ask(question(Endpoint.SESSION_QOS, "s1"));
        }
        assertThat(zoom.urls().size() - before).isEqualTo(5);
        assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isInstanceOf(ZoomAnswer.Paused.class);
        clock.set(clock.instant().plusSeconds(31));
        client.ask(question(Endpoint.SESSION_QOS, "s1"));
        assertThat(zoom.urls().size() - before).as("one call to see").isEqualTo(6);
        zoom.failNext(0);
        clock.set(clock.instant().plusSeconds(61));
        assertThat(client.ask(question(Endpoint.SESSION_QOS, "s1"))).isInstanceOf(ZoomAnswer.Found.class);
    }

    @Test
    void aSummaryWithoutItsSubscriptionIsSaidToBeThat() throws Exception {
        // Given
        zoom.session("m1", "m1", false, users(1));
        zoom.unsubscribe();

        // Then
        for (Endpoint endpoint :
                List.of(Endpoint.MEETING_QOS_SUMMARY, Endpoint.WEBINAR_QOS_SUMMARY, Endpoint.SESSION_QOS_SUMMARY)) {
            assertThat(client.ask(question(endpoint, "m1"))).isEqualTo(new ZoomAnswer.NotSubscribed());
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void secretsAndTokensAreInNoLogNoMetricAndNoText() throws Exception {
        // Given
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("io.qsstream");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        Level level = ours.getLevel();
        ours.setLevel(Level.TRACE);
        List<Object> said = new ArrayList<>();
        try {
            // When
            zoom.session("m1", "m1", false, users(1));
            said.add(client.ask(question(Endpoint.MEETING_QOS, "m1")));
            said.add(client.ask(question(Endpoint.SESSION_QOS, "m1")));
            said.add(oauth.authorise(clock.instant()));
            said.add(sdk.authorise(clock.instant()));
            zoom.revoke();
            said.add(client.ask(question(Endpoint.MEETING_QOS, "m1")));
            zoom.close();
            clock.set(clock.instant().plus(Duration.ofHours(2)));
            said.add(client.ask(question(Endpoint.MEETING_QOS, "m1")));
            said.add(oauth);
            said.add(client);
            said.add(new VideoSdk("a", new HiddenText(FakeZoom.SDK_KEY), new HiddenText(FakeZoom.SDK_SECRET)));
        } finally {
            root.detachAppender(log);
            ours.setLevel(level);
        }

        // Then
        assertThat(log.list).as("the revoked app at least").isNotEmpty();
        StringBuilder all = new StringBuilder(said + "\n");
        log.list.forEach(event -> all.append(event.getFormattedMessage())
                .append(event.getKeyValuePairs())
                .append(
                        event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage())
                .append('\n'));
        meters.getMeters().forEach(meter -> all.append(meter.getId()).append('\n'));
        assertThat(all.toString()).doesNotContain("never-shown").doesNotContain("Bearer ey");
        // And
        assertThat(all.toString()).contains("qsstream.zoom.calls");
    }

    private static Question question(Endpoint endpoint, String id) {
        return new Question(endpoint, List.of(id), Map.of("type", "past"));
    }

    private static List<FakeZoom.User> users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> FakeZoom.User.at("u" + i, List.of(START.minusSeconds(60))))
                .toList();
    }
}
