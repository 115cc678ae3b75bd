package io.qsstream.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * An OTLP/HTTP collector that keeps what it gets. It reads Protocol Buffers' wire format by the field numbers of
 * {@code opentelemetry/proto/trace/v1/trace.proto}, apart from the code that wrote them.
 */
final class SpanCollector implements AutoCloseable {

    /** {@code Span.SpanKind}, in the order of its numbers. */
    enum Kind {
        UNSPECIFIED,
        INTERNAL,
        SERVER,
        CLIENT,
        PRODUCER,
        CONSUMER
    }

    /** One span; ids in hexadecimal, {@code parent} empty where there is none. */
    record Seen(
            String service,
            String name,
            Kind kind,
            String trace,
            String id,
            String parent,
            Map<String, String> attributes) {}

    /** A field of a message: a number, or bytes that are text or a message of their own. */
    private record Field(int number, long value, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String hex() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    private final HttpServer server;
    private final List<Seen> spans = new CopyOnWriteArrayList<>();

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> ofTrace(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    List<Seen> all() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean ours =
                    "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("content-type"));
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
            InputStream body = exchange.getRequestBody();
            if (ours) {
                read((zipped ? new GZIPInputStream(body) : body).readAllBytes());
            }
            // An empty ExportTraceServiceResponse is no bytes.
            exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
            exchange.sendResponseHeaders(ours ? 200 : 415, -1);
        }
    }

    private void read(byte[] request) {
        for (Field resourceSpans : fields(request, 1)) {
            String service = "";
            for (Field resource : fields(resourceSpans.bytes(), 1)) {
                service = attributes(fields(resource.bytes(), 1)).getOrDefault("service.name", "");
            }
            for (Field scopeSpans : fields(resourceSpans.bytes(), 2)) {
                for (Field span : fields(scopeSpans.bytes(), 2)) {
                    spans.add(seen(service, span.bytes()));
                }
            }
        }
    }

    private static Seen seen(String service, byte[] span) {
        List<Field> parent = fields(span, 4);
        return new Seen(
                service,
                fields(span, 5).getFirst().text(),
                Kind.values()[(int) fields(span, 6).getFirst().value()],
                fields(span, 1).getFirst().hex(),
                fields(span, 2).getFirst().hex(),
                parent.isEmpty() ? "" : parent.getFirst().hex(),
                attributes(fields(span, 9)));
    }

    private static Map<String, String> attributes(List<Field> keyValues) {
        Map<String, String> attributes = new TreeMap<>();
        for (Field keyValue : keyValues) {
            String key = fields(keyValue.bytes(), 1).getFirst().text();
            byte[] any = fields(keyValue.bytes(), 2).getFirst().bytes();
            List<Field> text = fields(any, 1);
            List<Field> number = fields(any, 3);
            if (!text.isEmpty()) {
                attributes.put(key, text.getFirst().text());
            } else if (!number.isEmpty()) {
                attributes.put(key, Long.toString(number.getFirst().value()));
            }
        }
        return attributes;
    }

    /** The fields of one number, in order. */
    private static List<Field> fields(byte[] message, int number) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            long value = 0;
            byte[] bytes = {};
            switch ((int) (tag & 7)) {
                case 0 -> value = varint(in);
                case 1 -> value = in.getLong();
                case 2 -> {
                    bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                }
                case 5 -> value = in.getInt();
                default -> throw new AssertionError("No wire type: " + (tag & 7));
            }
            if (tag >>> 3 == number) {
                fields.add(new Field(number, value, bytes));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new AssertionError("No varint");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
