package io.qsstream.ingest;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The service in this JVM, its clock at the time the fixtures were signed, on free loopback ports. */
final class RunningIngest implements AutoCloseable {

    final IngestService service;
    final int port;
    final int managementPort = TestBroker.freePort();
    private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    RunningIngest(TestBroker broker, Map<String, String> variables, Map<String, Object> properties)
            throws InterruptedException {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "fetch.max.wait.ms",
                        20,
                        "metadata.max.age.ms",
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", "an-older-secret, " + Fixtures.SECRET);
        environment.putAll(variables);
        Map<String, Object> all = new HashMap<>();
        all.put("micronaut.server.host", "127.0.0.1");
        all.put("micronaut.server.port", -1);
        all.put("endpoints.all.port", managementPort);
        all.put("qsstream.environment", "development");
        all.put("qsstream.ingest.drain-wait", "0s");
        all.putAll(properties);
        service = IngestService.start(environment, all, List.of(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)));
        port = service.port();
    }

    /** Posts with a signature made now. */
    HttpResponse<byte[]> post(String path, byte[] body) {
        return post(path, body, "" + Fixtures.SIGNED_AT, Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, body));
    }

    HttpResponse<byte[]> post(String path, byte[] body, String timestamp, String signature, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(15))
                .header("x-zm-request-timestamp", timestamp)
                .header("x-zm-signature", signature)
                .header("content-type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(5))
                .build());
    }

    /** The sum of a metric over its labels, as Prometheus would read it. */
    double metric(String nameAndLabels) {
        return new String(management("/prometheus").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(nameAndLabels)
                        && (line.charAt(nameAndLabels.length()) == ' ' || line.charAt(nameAndLabels.length()) == '{'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    double requests(String outcome) {
        return metric("qsstream_ingest_requests_total{outcome=\"" + outcome + "\"}");
    }

    double requests() {
        return metric("qsstream_ingest_requests_total");
    }

    /** Everything in the raw topic now, ticks included. */
    List<ConsumerRecord<byte[], byte[]>> log() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.RAW_EVENTS.name()).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        if (!consumer.assignment().containsAll(partitions)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read.clear();
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
            consumer.poll(Duration.ofMillis(50)).forEach(read::add);
        }
        return List.copyOf(read);
    }

    /** The webhooks among them. */
    List<ConsumerRecord<byte[], byte[]>> webhooks() {
        return log().stream()
                .filter(each -> "webhook".equals(header(each, "qss-source")))
                .toList();
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    static byte[] ascii(int length) {
        return IntStream.range(0, length)
                .collect(java.io.ByteArrayOutputStream::new, (out, i) -> out.write('a' + i % 26), (a, b) -> {})
                .toByteArray();
    }

    @Override
    public void close() throws InterruptedException {
        consumer.close();
        service.drain();
    }
}
