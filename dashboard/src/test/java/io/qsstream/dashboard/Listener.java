package io.qsstream.dashboard;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Reads server-sent events as they come, as a browser would. */
final class Listener implements AutoCloseable {

    /** One event as it was sent. */
    record Event(String id, String name, String data) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reading;
    private volatile Stream<String> lines = Stream.empty();

    Listener(HttpClient client, HttpRequest request) {
        reading = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(
                        response -> {
                            if (response.statusCode() != 200) {
                                events.add(new Event("", "status", "" + response.statusCode()));
                                return;
                            }
                            lines = response.body();
                            String[] current = {"", "", ""};
                            lines.forEach(line -> {
                                if (line.isEmpty()) {
                                    events.add(new Event(current[0], current[1], current[2]));
                                    current[1] = "";
                                    current[2] = "";
                                } else if (line.startsWith("id: ")) {
                                    current[0] = line.substring(4);
                                } else if (line.startsWith("event: ")) {
                                    current[1] = line.substring(7);
                                } else if (line.startsWith("data: ")) {
                                    current[2] = line.substring(6);
                                } else {
                                    events.add(new Event("", "malformed", line));
                                }
                            });
                        },
                        task -> Thread.ofVirtual().start(task));
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<Event> named(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    boolean isOver() {
        return reading.isDone();
    }

    @Override
    public void close() {
        lines.close();
        reading.cancel(true);
    }
}
