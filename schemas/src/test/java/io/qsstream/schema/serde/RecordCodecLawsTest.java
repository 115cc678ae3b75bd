package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.registry.ContractSchemas;
import io.qsstream.v1.Stats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** The laws of both forms: Avro's is Avro's to the byte; of either, every record comes back bit for bit. */
class RecordCodecLawsTest {

    private static final List<Schema> SCHEMAS =
            List.copyOf(ContractSchemas.current().values());
    private static final List<String> WELL_KNOWN = List.of("", "audio_input", "a|b|c");

    @Property(tries = 500)
    void avrosFormIsWhatAvrosOwnWriterWrites(@ForAll("records") SpecificRecord record) throws IOException {
        assertThat(written(RecordCodec.of(record.getClass()), record)).isEqualTo(avrosOwn(record));
    }

    @Property(tries = 500)
    void avrosFormComesBack(@ForAll("records") SpecificRecord record) {
        assertComesBack(RecordCodec.of(record.getClass()), record);
    }

    @Property(tries = 500)
    void theCompactFormComesBack(@ForAll("records") SpecificRecord record) {
        assertComesBack(RecordCodec.compact(record.getClass(), WELL_KNOWN), record);
    }

    @Property(tries = 500)
    void theCompactFormIsReadWithoutClassesToo(@ForAll("records") SpecificRecord record) throws IOException {
        byte[] bytes = written(RecordCodec.compact(record.getClass(), WELL_KNOWN), record);

        GenericRecord read = CompactReader.of(record.getSchema(), WELL_KNOWN).read(new AvroInput(bytes, 0));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new org.apache.avro.generic.GenericDatumWriter<GenericRecord>(record.getSchema()).write(read, encoder);
        encoder.flush();
        // Maps have no order on the wire: compare what is in the bytes.
        assertThat((Object) RecordCodec.of(record.getClass()).read(new AvroInput(out.toByteArray(), 0)))
                .usingRecursiveComparison()
                .isEqualTo(record);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void spoiltBytesAreReadOrAreARuntimeException(
            @ForAll("records") SpecificRecord record, @ForAll int where, @ForAll byte what, @ForAll boolean compact) {
        RecordCodec<?> codec =
                compact ? RecordCodec.compact(record.getClass(), WELL_KNOWN) : RecordCodec.of(record.getClass());
        byte[] bytes = written(codec, record);
        bytes[Math.floorMod(where, bytes.length)] = what;

        Throwable thrown = catchThrowable(() -> codec.read(new AvroInput(bytes, 0)));

        assertThat(thrown == null || thrown instanceof RuntimeException)
                .as("%s", thrown)
                .isTrue();
    }

    @Property
    void anyDoubleComesBackBitForBit(@ForAll double value) {
        assertDouble(value);
    }

    @Property
    void anyDecimalComesBackBitForBit(@ForAll long whole, @ForAll("scales") double scale) {
        assertDouble(whole / scale);
    }

    @Example
    void theEndsOfTheDoublesComeBackBitForBit() {
        for (double value : new double[] {
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            0.1 + 0.2,
            (double) (1L << 50),
            (1L << 50) - 1.0,
            -(1L << 50) + 1.0
        }) {
            assertDouble(value);
        }
    }

    @Example
    void aDecimalTakesFewBytes() {
        Stats stats = new Stats(1, 63.0, 0.4, 134.0, 2.25, 6.0);

        assertThat(written(RecordCodec.compact(Stats.class, WELL_KNOWN), stats)).hasSizeLessThan(14);
        assertThat(written(RecordCodec.of(Stats.class), stats)).hasSize(41);
    }

    private static void assertDouble(double value) {
        Stats stats = new Stats(1, value, -value, value, value, value);
        RecordCodec<Stats> codec = RecordCodec.compact(Stats.class, WELL_KNOWN);
        Stats read = codec.read(new AvroInput(written(codec, stats), 0));
        assertThat(Double.doubleToRawLongBits(read.getMin())).isEqualTo(Double.doubleToRawLongBits(value));
        assertThat(Double.doubleToRawLongBits(read.getMean())).isEqualTo(Double.doubleToRawLongBits(-value));
    }

    private static <T extends SpecificRecord> void assertComesBack(RecordCodec<? extends T> codec, T record) {
        AvroInput in = new AvroInput(written(codec, record), 0);

        T read = codec.read(in);

        assertThat(in.isEnd()).isTrue();
        assertThat(read).hasSameClassAs(record).usingRecursiveComparison().isEqualTo(record);
    }

    @SuppressWarnings("unchecked") // Made for the record's class.
    private static byte[] written(RecordCodec<?> codec, Object record) {
        AvroOutput out = new AvroOutput();
        ((RecordCodec<Object>) codec).write(record, out);
        return out.toByteArray();
    }

    private static byte[] avrosOwn(SpecificRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<SpecificRecord>(record.getSchema(), RecordModels.of(record.getClass()))
                .write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Provide
    Arbitrary<SpecificRecord> records() {
        return Combinators.combine(Arbitraries.of(SCHEMAS), Arbitraries.longs()).as(RandomRecords::specific);
    }

    @Provide
    Arbitrary<Double> scales() {
        return Arbitraries.of(1.0, 10.0, 100.0, 1000.0, 10000.0);
    }
}
