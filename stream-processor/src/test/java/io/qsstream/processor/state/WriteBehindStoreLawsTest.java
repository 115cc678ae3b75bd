package io.qsstream.processor.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.processor.state.WriteBehindStore.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/** Whoever uses the store sees no difference; and where its offset is written down, all is on disk. */
class WriteBehindStoreLawsTest {

    private enum What {
        PUT,
        DELETE,
        PUT_IF_ABSENT,
        RANGE,
        PREFIX,
        COMMIT
    }

    record Step(What what, int section, int key, int length) {

        Bytes bytes() {
            return WriteBehindStoreLawsTest.key(section, "key " + key);
        }
    }

    @Property
    void itIsTheStoreBehindIt(
            @ForAll("steps") List<Step> steps,
            @ForAll @LongRange(min = 0, max = 200_000) long most,
            @ForAll Put states) {
        // Given
        KeyValueStore<Bytes, byte[]> plain =
                Stores.inMemoryKeyValueStore("states").get();
        KeyValueStore<Bytes, byte[]> disk =
                Stores.inMemoryKeyValueStore("states").get();
        WriteBehindStore store = new WriteBehindStore(disk, most, states);

        for (Step step : steps) {
            // When
            byte[] value = new byte[step.length()];
            switch (step.what()) {
                case PUT -> {
                    store.put(step.bytes(), value);
                    plain.put(step.bytes(), value);
                }
                case DELETE -> assertThat(store.delete(step.bytes())).isEqualTo(plain.delete(step.bytes()));
                case PUT_IF_ABSENT ->
                    assertThat(store.putIfAbsent(step.bytes(), value))
                            .isEqualTo(plain.putIfAbsent(step.bytes(), value));
                case RANGE -> {
                    Bytes to = key(step.section() + 1, "");
                    assertThat(all(store.range(step.bytes(), to))).isEqualTo(all(plain.range(step.bytes(), to)));
                }
                case PREFIX -> {
                    byte[] prefix = key(step.section(), "key 1").get();
                    assertThat(all(store.prefixScan(prefix, new ByteArraySerializer())))
                            .isEqualTo(all(plain.prefixScan(prefix, new ByteArraySerializer())));
                }
                case COMMIT -> {
                    store.commit(Map.of());
                    assertThat(all(disk.all())).as("on disk").isEqualTo(all(plain.all()));
                }
            }

            // Then
            assertThat(store.get(step.bytes())).isEqualTo(plain.get(step.bytes()));
        }
        assertThat(all(store.all())).isEqualTo(all(plain.all()));
    }

    @Example
    void whatIsPutAgainAndAgainIsNotWritten() {
        // Given
        KeyValueStore<Bytes, byte[]> disk =
                Stores.inMemoryKeyValueStore("states").get();
        WriteBehindStore store = new WriteBehindStore(disk, 1_000_000, Put.AGAIN);
        Bytes again = key(1, "again");

        for (int i = 0; i < 10_000; i++) {
            // When
            store.put(again, new byte[100]);
            store.put(key(1, "once " + i), new byte[100]);
        }

        // Then
        assertThat(disk.get(again)).isNull();
        assertThat(disk.approximateNumEntries()).as("of the others").isBetween(3_000L, 9_999L);
    }

    @Property(tries = 10)
    void whatTheDiskRefusesIsKeptAndTheNewOneNotTaken(@ForAll Put states) {
        // Given
        Refusing disk = new Refusing();
        WriteBehindStore store = new WriteBehindStore(disk, 0, states);
        int taken = 0;
        disk.refuses = true;

        // When
        while (taken < 10_000) {
            try {
                store.put(key(1, "key " + taken), new byte[100]);
                taken++;
            } catch (ProcessorStateException full) {
                break;
            }
        }

        // Then
        Bytes refused = key(1, "key " + taken);
        assertThat(taken).isLessThan(10_000);
        assertThat(store.get(refused)).isNull();
        assertThatThrownBy(() -> store.commit(Map.of())).isInstanceOf(ProcessorStateException.class);
        disk.refuses = false;
        store.commit(Map.of());
        assertThat(disk.approximateNumEntries()).isEqualTo(taken);
    }

    /** A disk that is full at times. */
    private static final class Refusing extends InMemoryKeyValueStore {
        private boolean refuses;

        Refusing() {
            super("states");
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            if (refuses) {
                throw new ProcessorStateException("full");
            }
            super.putAll(entries);
        }
    }

    private static Bytes key(int section, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        byte[] key = new byte[utf8.length + 1];
        key[0] = (byte) section;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return Bytes.wrap(key);
    }

    private static List<String> all(KeyValueIterator<Bytes, byte[]> iterator) {
        List<String> all = new ArrayList<>();
        try (iterator) {
            iterator.forEachRemaining(each -> all.add(each.key + "=" + each.value.length));
        }
        return all;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(10, What.PUT),
                                net.jqwik.api.Tuple.of(3, What.DELETE),
                                net.jqwik.api.Tuple.of(1, What.PUT_IF_ABSENT),
                                net.jqwik.api.Tuple.of(1, What.RANGE),
                                net.jqwik.api.Tuple.of(1, What.PREFIX),
                                net.jqwik.api.Tuple.of(1, What.COMMIT)),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.integers().between(0, 9_000))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }
}
