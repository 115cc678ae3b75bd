package io.qsstream.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.Bounds;
import io.qsstream.dashboard.model.Listing;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.model.SessionFilter;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.dashboard.model.SessionSort;
import io.qsstream.dashboard.model.UserSort;
import io.qsstream.dashboard.view.SessionState;
import io.qsstream.fuzz.Seeds;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a query: an answer, or a refusal that was written for whoever asked. */
class QueryFuzzTest {

    private static final List<SessionKey> SESSIONS = new ArrayList<>();
    private static final Answers ANSWERS = answers();

    static Stream<Arguments> seeds() {
        String id = SessionIds.of(SESSIONS.getFirst());
        return Stream.of(
                arguments(0, "2026-01-31T09:30:00Z", "2026-01-31", "", 1),
                arguments(0, "2026-01-31T09:30:00 02:00", "", "", 1),
                arguments(1, "live", "MEETING", "\u0130\u0131", 100),
                arguments(2, "MC4wCmFiYwo", "a", "", 1),
                arguments(3, "%2F%2525", "%C3%28", "", 1),
                arguments(4, id, "", "", 1),
                arguments(5, id, "", "", 500));
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyQueryIsAnsweredOrRefused(
            @InRange(min = 0, max = 5) int what,
            @NotNull String first,
            @NotNull String second,
            @NotNull String third,
            int limit) {
        try {
            ask(what, first, second, third, limit);
        } catch (Refusal refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(200);
        } catch (Listing.UnknownCursor refused) {
            assertThat(refused).hasNoCause();
        }
    }

    private static void ask(int what, String first, String second, String third, int limit) {
        SessionKey key = SESSIONS.get(Math.floorMod(limit, SESSIONS.size()));
        switch (what) {
            case 0 -> {
                Instant from = Asked.time("from", first);
                Instant to = Asked.time("to", second);
                for (String user : ANSWERS.userIds(key).orElseThrow()) {
                    assertThat(ANSWERS.samples(key, user, from, to)).isPresent();
                }
            }
            case 1 -> {
                SessionFilter filter = new SessionFilter(
                        Asked.one("state", first, SessionState.class),
                        null,
                        Asked.one("kind", second, SessionKind.class),
                        null,
                        Asked.text(third));
                assertThat(ANSWERS.sessions(filter, SessionSort.TROUBLE, null, Asked.limit(limit)))
                        .isNotNull();
            }
            case 2 -> {
                assertThat(ANSWERS.sessions(SessionFilter.ALL, SessionSort.RECENT, first, 1))
                        .isNotNull();
                assertThat(ANSWERS.users(key, UserSort.NAME, Asked.text(second), first, 1))
                        .isPresent();
            }
            case 3 -> {
                String decoded = RawPath.decode(first);
                assertThat(RawPath.decode(second.replace("%", ""))).isEqualTo(second.replace("%", ""));
                assertThat(ANSWERS.bySessionId(decoded)).isNotNull();
            }
            case 4 -> assertThat(ANSWERS.sessionView(Asked.session(first))).isNotNull();
            default -> {
                // An id that is one of ours is the id of one session only.
                SessionIds.parse(first)
                        .ifPresent(parsed -> assertThat(SessionIds.parse(SessionIds.of(parsed)))
                                .contains(parsed));
            }
        }
    }

    private static Answers answers() {
        ReadModel model = new ReadModel(new Bounds(
                Duration.ofHours(6),
                Duration.ofHours(24),
                Duration.ofDays(7),
                Duration.ofDays(7),
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                1_000,
                10_000,
                100_000,
                1_000));
        Seeds.bodies().forEach(body -> {
            SessionKeyReader.Reading reading = SessionKeyReader.read(body);
            String key = reading.key() == null ? null : reading.key().toString();
            var normalised = Normaliser.normalise(key, body, Instant.parse("2026-11-20T14:21:05Z"));
            normalised.samples().forEach(model::apply);
            normalised.identities().forEach(each -> model.apply(key + "|" + each.getUserId(), each));
            if (!normalised.samples().isEmpty() && normalised.session() != null) {
                SESSIONS.add(normalised.session());
            }
        });
        return model.answers();
    }
}
