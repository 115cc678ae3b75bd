package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.registry.CompatibilityLevel;
import io.qsstream.schema.registry.InMemorySchemaRegistryClient;
import io.qsstream.schema.registry.RegisteredSchema;
import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.v1.Classification;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionState;
import io.qsstream.v1.Stats;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records come back as they went, whoever wrote them in whichever version; nothing else comes back at all. */
class AvroSerdeTest {

    private static final String TOPIC = "zoom.qss.user-directory.v1";

    private final InMemorySchemaRegistryClient registry = new InMemorySchemaRegistryClient();

    @Test
    void theFrameIsMagicByteIdAndAvroBody() throws IOException {
        // Given
        AvroSerde<UserIdentity> serde = serde(Map.of());

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, identity("Ann"));

        // Then
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        assertThat(frame.get()).isZero();
        int id = frame.getInt();
        assertThat(registry.latest(TOPIC + "-value"))
                .isEqualTo(new RegisteredSchema(id, UserIdentity.getClassSchema()));
        GenericRecord plain = new GenericDatumReader<GenericRecord>(registry.byId(id))
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        assertThat(plain.get("name")).hasToString("Ann");
    }

    @Test
    void nullStaysNull() {
        AvroSerde<UserIdentity> serde = serde(Map.of());

        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void textIsReadAsStringsEverywhere() {
        // Given
        TrustedRecords.trust();
        QosSample sample = QosSample.newBuilder()
                .setAccountId("a")
                .setSessionId("s")
                .setUserId("u")
                .setSampleTime(Instant.EPOCH)
                .setReceiptTime(Instant.EPOCH)
                .setNetworkNotifications(List.of("unstable"))
                .setExtras(Map.of("k", "v"))
                .build();
        AvroSerde<QosSample> serde = serde(Map.of());

        // When
        QosSample read =
                serde.deserializer().deserialize("t", serde.serializer().serialize("t", sample));

        // Then Avro's own comparison would not see the difference
        assertThat((Object) read.getNetworkNotifications().getFirst()).isInstanceOf(String.class);
        assertThat(read.getExtras().get("k")).isEqualTo("v");
    }

    @Test
    void theIdIsFourBytesGreatestFirst() {
        // Given an id of which every byte differs
        SchemaRegistryClient numbered = new Numbered(registry, 0x01FE8003);
        AvroSerde<UserIdentity> serde = new AvroSerde<>(numbered);
        serde.configure(Map.of(), false);

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, identity("Ann"));

        // Then
        assertThat(bytes).startsWith(0, 0x01, 0xFE, 0x80, 0x03);
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(identity("Ann"));
    }

    @Test
    void aBuildReadsWhatALaterOneWrites() throws IOException {
        // Given a later version: one field more, another order, an enum symbol nobody knows here
        Schema later = schemaOf(UserQosWindow.getClassSchema()
                .toString()
                .replace("\"FAIR\",\"GOOD\"]", "\"FAIR\",\"GOOD\",\"SUPERB\"]"));
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(new Schema.Field("brandNew", Schema.create(Schema.Type.STRING), "New.", "new"));
        later.getFields().reversed().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema reordered = Schema.createRecord(later.getName(), later.getDoc(), later.getNamespace(), false, fields);
        GenericRecord written = (GenericRecord) RandomRecords.generic(reordered, 42);
        written.put(
                "classification",
                new GenericData.EnumSymbol(later.getField("classification").schema(), "SUPERB"));
        written.put("windowStart", 1_700_000_000_000L);
        AvroSerde<UserQosWindow> serde = serde(Map.of());

        // When
        UserQosWindow read = serde.deserializer().deserialize(TOPIC, frame(reordered, written));

        // Then
        assertThat(read.getWindowStart()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(read.getClassification()).isEqualTo(Classification.UNCLASSIFIED);
        assertThat(read.getUserId()).isEqualTo(written.get("userId"));
        assertThat(read.getStreams()).hasSameSizeAs((List<?>) written.get("streams"));
    }

    @Test
    void aBuildReadsWhatAnEarlierOneWrote() throws IOException {
        // Given an earlier version without the last fields, of a record whose coders are generated
        Schema now = UserIdentity.getClassSchema();
        Schema earlier = Schema.createRecord(
                now.getName(),
                now.getDoc(),
                now.getNamespace(),
                false,
                now.getFields().stream()
                        .limit(5)
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
        GenericRecord written = new GenericRecordBuilder(earlier)
                .set("accountId", "a")
                .set("sessionId", "s")
                .set("userId", "u")
                .set("name", "Ann")
                .build();

        // When
        UserIdentity read =
                this.<UserIdentity>serde(Map.of()).deserializer().deserialize(TOPIC, frame(earlier, written));

        // Then
        assertThat(read).isEqualTo(UserIdentity.newBuilder(identity("Ann")).build());
        assertThat(read.getIpAddresses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',0 bytes are too few",
        "00000000,4 bytes are too few",
        "0100000001,first byte is 1",
        "7b226576656e74227d,first byte is 123",
        "0000000063,No schema has id 99"
    })
    void badBytesAreOneLine(String hex, String reason) {
        // Given
        AvroSerde<UserIdentity> serde = serde(Map.of());

        // When, then
        assertThatThrownBy(() ->
                        serde.deserializer().deserialize(TOPIC, HexFormat.of().parseHex(hex)))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith(TOPIC + " value: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aCutOrOverlongBodyIsRefused() {
        // Given
        AvroSerde<UserIdentity> serde = serde(Map.of());
        byte[] bytes = serde.serializer().serialize(TOPIC, identity("Ann"));

        // When, then
        for (int length : IntStream.range(5, bytes.length).toArray()) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, length)))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("schema id 1");
        }
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("left over");
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(identity("Ann"));
    }

    @Test
    void aSchemaThatIsNoRecordOfThisBuildIsRefusedAndNoClassOfThatNameIsLoaded() {
        // Given
        registry.register(
                "x-value",
                schemaOf("{\"type\":\"record\",\"name\":\"Thread\",\"namespace\":\"java.lang\",\"fields\":[]}"));
        registry.register(
                "y-value",
                schemaOf("{\"type\":\"record\",\"name\":\"Nobody\",\"namespace\":\"io.qsstream.v1\",\"fields\":[]}"));
        AvroSerde<SpecificRecord> serde = serde(Map.of());

        // When, then
        assertThatThrownBy(() -> serde.deserializer().deserialize("x", new byte[] {0, 0, 0, 0, 1}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("java.lang.Thread, which is no record of this build");
        assertThatThrownBy(() -> serde.deserializer().deserialize("y", new byte[] {0, 0, 0, 0, 2}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("io.qsstream.v1.Nobody");
    }

    @Test
    void aRecordOfAnotherTypeThanTheTopicsIsRefused() {
        // Given
        byte[] stats = this.<Stats>serde(Map.of()).serializer().serialize("t", new Stats(1, 1.0, 1.0, 1.0, 1.0, 1.0));
        AvroSerde<UserIdentity> serde = serde(Map.of("specific.avro.value.type", UserIdentity.class));

        // When, then
        assertThatThrownBy(() -> serde.deserializer().deserialize("t", stats))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aRecordThatLacksAFieldIsRefusedByNameAndSpoilsNoOther() {
        // Given
        AvroSerde<UserIdentity> serde = serde(Map.of());
        UserIdentity incomplete = identity("Ann");
        incomplete.setUserId(null);

        // When, then
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, incomplete))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll(TOPIC + " value", "UserIdentity")
                .hasMessageNotContainingAny("Ann", "\n");
        byte[] next = serde.serializer().serialize(TOPIC, identity("Bob"));
        assertThat(serde.deserializer().deserialize(TOPIC, next)).isEqualTo(identity("Bob"));
    }

    @Test
    void theRegistrysTroubleIsNoSerializationException() {
        // Given a registry where nothing listens
        AvroSerde<UserIdentity> serde = new AvroSerde<>();
        serde.configure(Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0"), false);

        // When, then
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, new byte[6]))
                .isInstanceOf(SchemaRegistryException.Unavailable.class);
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, identity("Ann")))
                .isInstanceOf(SchemaRegistryException.Unavailable.class);
        serde.close();
    }

    @Test
    void withoutAutoRegisterAnUnknownSchemaIsNotWritten() {
        // Given
        AvroSerde<UserIdentity> serde = serde(Map.of("auto.register.schemas", "false"));

        // When, then
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, identity("Ann")))
                .isInstanceOf(SchemaRegistryException.Unknown.class)
                .hasMessageContaining(TOPIC + "-value");
        registry.register(TOPIC + "-value", UserIdentity.getClassSchema());
        assertThatCode(() -> serde.serializer().serialize(TOPIC, identity("Ann")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLatestVersionIsWrittenWhereAsked(boolean reordered) throws IOException {
        // Given a subject whose latest version has one field more, at the end or at the front
        Schema now = UserIdentity.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        now.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(
                reordered ? 0 : fields.size(),
                new Schema.Field(
                        "pronouns", Schema.create(Schema.Type.STRING), "How to speak of the user.", "unknown"));
        Schema latest = Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
        registry.register(TOPIC + "-value", now);
        int id = registry.register(TOPIC + "-value", latest);
        AvroSerde<UserIdentity> serde = serde(Map.of("auto.register.schemas", false, "use.latest.version", true));

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, identity("Ann"));

        // Then
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
        GenericRecord plain = new GenericDatumReader<GenericRecord>(latest)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        assertThat(plain.get("name")).hasToString("Ann");
        assertThat(plain.get("pronouns")).hasToString("unknown");
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(identity("Ann"));
    }

    @Test
    void aLatestVersionThatCannotReadThisBuildIsRefused() {
        // Given
        registry.setCompatibility(TOPIC + "-value", CompatibilityLevel.NONE);
        registry.register(
                TOPIC + "-value",
                schemaOf("{\"type\":\"record\",\"name\":\"UserIdentity\",\"namespace\":\"io.qsstream.v1\","
                        + "\"fields\":[{\"name\":\"must\",\"type\":\"int\"}]}"));
        AvroSerde<UserIdentity> serde = serde(Map.of("auto.register.schemas", false, "use.latest.version", true));

        // When, then
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, identity("Ann")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("use.latest.version", TOPIC + "-value", "READER_FIELD_MISSING_DEFAULT_VALUE");
    }

    @ParameterizedTest
    @CsvSource({
        "TopicNameStrategy,false,t-value",
        "TopicName,true,t-key",
        "io.confluent.kafka.serializers.subject.TopicNameStrategy,false,t-value",
        "RecordNameStrategy,false,io.qsstream.v1.UserIdentity",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy,true,io.qsstream.v1.UserIdentity",
        "TopicRecordName,false,t-io.qsstream.v1.UserIdentity",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy,false,t-io.qsstream.v1.UserIdentity"
    })
    void theSubjectFollowsTheStrategy(String strategy, boolean isKey, String subject) {
        // Given
        AvroSerde<UserIdentity> serde = new AvroSerde<>(registry);
        serde.configure(Map.of(isKey ? "key.subject.name.strategy" : "value.subject.name.strategy", strategy), isKey);

        // When
        serde.serializer().serialize("t", identity("Ann"));

        // Then
        assertThat(registry.latest(subject).schema()).isEqualTo(UserIdentity.getClassSchema());
    }

    @ParameterizedTest
    @CsvSource({
        "value.subject.name.strategy,MyStrategy,TopicRecordNameStrategy",
        "auto.register.schemas,yes,true or false",
        "specific.avro.value.type,java.lang.String,generated from an Avro schema",
        "specific.avro.value.type,no.such.Type,generated from an Avro schema"
    })
    void aWrongSettingIsRefusedAtOnce(String property, String value, String reason) {
        assertThatThrownBy(() -> new AvroSerializer<UserIdentity>(registry).configure(Map.of(property, value), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(property, reason);
    }

    @Test
    void oneSerdeServesManyThreadsAndTopics() throws Exception {
        // Given
        AvroSerde<SpecificRecord> serde = serde(Map.of());
        Callable<Boolean> rounds = () -> {
            for (int seed = 0; seed < 200; seed++) {
                Schema schema = seed % 2 == 0 ? QosSample.getClassSchema() : SessionState.getClassSchema();
                SpecificRecord record = RandomRecords.specific(schema, seed);
                byte[] bytes = serde.serializer().serialize(schema.getName(), record);
                if (!record.equals(serde.deserializer().deserialize(schema.getName(), bytes))) {
                    return false;
                }
            }
            return true;
        };

        // When
        List<Boolean> outcome = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> each : threads.invokeAll(List.of(rounds, rounds, rounds, rounds))) {
                outcome.add(each.get());
            }
        }

        // Then
        assertThat(outcome).hasSize(4).containsOnly(true);
    }

    @Test
    void theRegistryIsAskedOncePerTopicAndSchema() {
        // Given
        Numbered counted = new Numbered(registry, 5);
        AvroSerde<UserIdentity> serde = new AvroSerde<>(counted);
        serde.configure(Map.of(), false);

        // When
        for (int i = 0; i < 10; i++) {
            serde.deserializer().deserialize("a", serde.serializer().serialize("a", identity("n" + i)));
            serde.deserializer().deserialize("b", serde.serializer().serialize("b", identity("n" + i)));
        }

        // Then
        assertThat(counted.calls).containsExactly("register a-value", "byId 5", "register b-value");
    }

    @Test
    void buildersWorkWithoutTheSystemPropertyOnceTheContractIsTrusted() {
        // Given
        TrustedRecords.trust();

        // When, then
        assertThat(System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES")).isNull();
        assertThat(UserQosWindow.newBuilder()
                        .setAccountId("a")
                        .setSessionId("s")
                        .setUserId("u")
                        .setWindowStart(Instant.EPOCH)
                        .setWindowEnd(Instant.EPOCH)
                        .setSampleCount(1)
                        .build()
                        .getClassification())
                .isEqualTo(Classification.UNCLASSIFIED);
    }

    private <T extends SpecificRecord> AvroSerde<T> serde(Map<String, Object> properties) {
        AvroSerde<T> serde = new AvroSerde<>(registry);
        serde.configure(properties, false);
        return serde;
    }

    private static UserIdentity identity(String name) {
        TrustedRecords.trust();
        return UserIdentity.newBuilder()
                .setAccountId("a")
                .setSessionId("s")
                .setUserId("u")
                .setName(name)
                .build();
    }

    private byte[] frame(Schema writer, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int id = registry.register("written-elsewhere", writer);
        bytes.writeBytes(ByteBuffer.allocate(5).putInt(1, id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(writer).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static Schema schemaOf(String json) {
        return new Schema.Parser().parse(json);
    }

    /** Gives every schema one id, and notes what it is asked. */
    private static final class Numbered implements SchemaRegistryClient {
        private final SchemaRegistryClient behind;
        private final int id;
        private final List<String> calls = new ArrayList<>();
        private Schema last;

        Numbered(SchemaRegistryClient behind, int id) {
            this.behind = behind;
            this.id = id;
        }

        @Override
        public int register(String subject, Schema schema) {
            calls.add("register " + subject);
            last = schema;
            return id;
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return behind.idOf(subject, schema);
        }

        @Override
        public Schema byId(int asked) {
            calls.add("byId " + asked);
            return asked == id ? last : behind.byId(asked);
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return behind.latest(subject);
        }

        @Override
        public void setCompatibility(String subject, CompatibilityLevel level) {
            behind.setCompatibility(subject, level);
        }

        @Override
        public Optional<CompatibilityLevel> compatibility(String subject) {
            return behind.compatibility(subject);
        }

        @Override
        public void close() {}
    }

    @Test
    void aLengthThatNoRecordHasIsRefusedBeforeRoomIsMadeForIt() throws IOException {
        try (AvroSerde<UserIdentity> serde = new AvroSerde<>(new InMemorySchemaRegistryClient())) {
            serde.configure(
                    Map.of("schema.registry.url", "mock://lengths", "specific.avro.value.type", UserIdentity.class),
                    false);
            byte[] good = serde.serializer()
                    .serialize("t", new UserIdentity("a", "s", "u", null, null, null, null, List.of()));
            byte[] header = Arrays.copyOf(good, 5);

            for (byte[] body : List.of(announcing(1 << 30, true), announcing(1 << 30, false))) {
                byte[] frame = Arrays.copyOf(header, header.length + body.length);
                System.arraycopy(body, 0, frame, header.length, body.length);

                assertThatThrownBy(() -> serde.deserializer().deserialize("t", frame))
                        .isInstanceOf(SerializationException.class)
                        .hasMessageStartingWith("t value: cannot read the Avro body");
            }
        }
    }

    /** The bytes of an identity up to an array, or a first text, of this length. */
    private static byte[] announcing(long length, boolean array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        if (array) {
            for (int i = 0; i < 3; i++) {
                out.writeString("x");
            }
            for (int i = 0; i < 4; i++) {
                out.writeIndex(0);
            }
        }
        out.writeLong(length);
        out.flush();
        return bytes.toByteArray();
    }
}
