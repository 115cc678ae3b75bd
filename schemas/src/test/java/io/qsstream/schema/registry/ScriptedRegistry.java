package io.qsstream.schema.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback that gives prepared answers in order and remembers what it was asked. */
final class ScriptedRegistry implements AutoCloseable {

    record Asked(String line, String authorization, String contentType, String body) {}

    private record Answer(int status, String body, boolean complete) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    ScriptedRegistry answers(int status, String body) {
        answers.add(new Answer(status, body, true));
        return this;
    }

    ScriptedRegistry answers(Recording.Call recorded) {
        return answers(recorded.status(), recorded.body());
    }

    /** Promises a body and leaves the connection open. */
    ScriptedRegistry stalls() {
        answers.add(new Answer(200, "{", false));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Answer next = answers.poll();
        if (next == null) {
            next = new Answer(418, "nothing was prepared", true);
        }
        byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
        if (next.complete()) {
            exchange.sendResponseHeaders(next.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        } else {
            exchange.sendResponseHeaders(next.status(), 1000);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }
}
