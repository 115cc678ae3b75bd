package io.qsstream.local.truth;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Decodes the Confluent wire format with Avro's generic reader and the registry alone, apart from our own serde. */
public final class WireRecords implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String registry;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new HashMap<>();

    public WireRecords(String registry) {
        this.registry = registry;
    }

    public GenericRecord decode(byte[] bytes) throws IOException, InterruptedException {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (frame.get() != 0) {
            throw new AssertionError("No Confluent wire format: first byte " + bytes[0]);
        }
        Schema schema = schema(frame.getInt());
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    }

    private Schema schema(int id) throws IOException, InterruptedException {
        Schema known = schemas.get(id);
        if (known == null) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("Registry: " + answer.statusCode() + " " + answer.body());
            }
            known = new Schema.Parser()
                    .parse(JSON.readTree(answer.body()).path("schema").asText());
            schemas.put(id, known);
        }
        return known;
    }

    @Override
    public void close() {
        http.close();
    }
}
