package io.qsstream.processor.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.state.Recent.Budget;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.Stores;

/** What is at hand must be what the store holds, however little of it fits. */
class RecentStatesLawsTest {

    private enum What {
        GET,
        PUT,
        DELETE
    }

    record Step(What what, int key, int length) {}

    @Property
    void whatIsAtHandIsWhatTheStoreHolds(
            @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = 0, max = 3000) long most) {
        // Given
        Budget budget = new Budget(most, new AtomicLong());
        Section.Opened store =
                new Section.Opened(Stores.inMemoryKeyValueStore("states").get(), (byte) 1);
        RecentStates recent = new RecentStates(budget);

        for (Step step : steps) {
            // When
            Bytes key = Bytes.wrap(("key " + step.key()).getBytes(UTF_8));
            switch (step.what()) {
                case GET -> {}
                case PUT -> {
                    byte[] state = new byte[step.length()];
                    store.put(key, state);
                    recent.put(key, state);
                }
                case DELETE -> {
                    store.delete(key);
                    recent.forget(key);
                }
            }

            // Then
            assertThat(recent.get(key, store)).isEqualTo(store.get(key));
            assertThat(budget.held().get()).isNotNegative();
        }
        recent.close();
        assertThat(budget.held()).as("given back").hasValue(0);
    }

    @Property(tries = 1)
    void whatIsAskedForAgainAndAgainStaysAtHandWhileOthersComeAndGo() {
        // Given
        Section.Opened store =
                new Section.Opened(Stores.inMemoryKeyValueStore("states").get(), (byte) 1);
        RecentStates recent = new RecentStates(new Budget(10_000, new AtomicLong()));
        Bytes key = Bytes.wrap("asked for".getBytes(UTF_8));
        recent.put(key, new byte[10]);

        for (int i = 0; i < 1000; i++) {
            // When
            recent.put(Bytes.wrap(("other " + i).getBytes(UTF_8)), new byte[10]);

            // Then
            assertThat(recent.get(key, store)).as("not in the store").isNotNull();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(What.class),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 300))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }
}
