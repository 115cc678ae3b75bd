package io.qsstream.local.stack;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Starts the components, each as soon as what it needs is ready; watches them; stops them, the dependent ones first.
 *
 * <p>Used once: started, awaited, stopped.
 */
public final class Stack {

    private static final Duration START_PATIENCE = Duration.ofSeconds(180);
    private static final Duration POLL = Duration.ofMillis(150);

    /** A child ended although nobody asked it to, or never became ready. The message is for the user. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    private final StackSettings settings;
    private final List<Component> components;
    private final boolean restart;
    private final PrintWriter out;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Executor threads = task -> Thread.ofVirtual().start(task);

    /** Guarded by this. */
    private final Map<String, Child> running = new LinkedHashMap<>();

    /** Guarded by this. */
    private boolean stopping;

    /** Guarded by this. */
    private boolean ready;

    private final BlockingQueue<Child> deaths = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    /** @param restart starts a child that died again, instead of ending the stack */
    public Stack(StackSettings settings, List<Component> components, boolean restart, PrintWriter out) {
        this.settings = settings;
        this.components = List.copyOf(components);
        this.restart = restart;
        this.out = out;
    }

    /** Returns when all is ready. */
    public void start() throws Broken, InterruptedException {
        Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
        for (Component component : components) {
            CompletableFuture<?>[] needed =
                    component.needs().stream().map(ready::get).toArray(CompletableFuture<?>[]::new);
            ready.put(
                    component.name(), CompletableFuture.allOf(needed).thenRunAsync(() -> startOne(component), threads));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(ready.values().toArray(CompletableFuture<?>[]::new));
        // The first failure ends the wait, whatever the others still do.
        all.thenRun(() -> started.complete(null));
        for (CompletableFuture<Void> one : ready.values()) {
            one.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    started.completeExceptionally(failure);
                }
            });
        }
        try {
            started.join();
        } catch (CompletionException e) {
            Throwable cause = e;
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new Broken(String.valueOf(cause.getMessage()));
        }
        synchronized (this) {
            this.ready = true;
            writeFile();
        }
    }

    /** Returns only by an exception: a child has died. */
    public void watch() throws Broken, InterruptedException {
        while (true) {
            Child dead = deaths.take();
            if (!restart) {
                throw new Broken(obituary(dead));
            }
            out.println(dead.component().name() + " has died: started again");
            out.flush();
            try {
                startOne(dead.component());
            } catch (IllegalStateException e) {
                throw new Broken(String.valueOf(e.getMessage()));
            }
        }
    }

    private void startOne(Component component) {
        long begin = System.nanoTime();
        Child child;
        synchronized (this) {
            if (stopping) {
                throw new IllegalStateException(component.name() + " was not started: the stack stops");
            }
            try {
                child = Child.start(component, settings);
            } catch (IOException e) {
                throw new IllegalStateException(component.name() + " cannot be started: " + e.getMessage(), e);
            }
            running.put(component.name(), child);
            writeFile();
        }
        child.process().onExit().thenAccept(process -> {
            synchronized (this) {
                if (stopping) {
                    return;
                }
                if (!ready) {
                    started.completeExceptionally(new IllegalStateException(obituary(child)));
                }
                deaths.add(child);
            }
        });
        try {
            awaitReady(child, begin);
        } catch (InterruptedException e) {
            throw new IllegalStateException(component.name() + ": interrupted while starting", e);
        }
        out.printf("  %-10s ready after %.1f s%n", component.name(), (System.nanoTime() - begin) / 1e9);
        out.flush();
    }

    private void awaitReady(Child child, long begin) throws InterruptedException {
        while (!child.component().readiness().holds(http)) {
            if (!child.process().isAlive()) {
                throw new IllegalStateException(obituary(child));
            }
            if (System.nanoTime() - begin > START_PATIENCE.toNanos()) {
                throw new IllegalStateException(child.component().name() + " was not ready within "
                        + START_PATIENCE.toSeconds() + " s ("
                        + child.component().readiness() + "); its last lines:"
                        + System.lineSeparator() + child.lastWords(25));
            }
            Thread.sleep(POLL);
        }
    }

    private String obituary(Child dead) {
        return dead.component().name() + " ended with status " + dead.process().exitValue() + "; the last lines of "
                + dead.component().log(settings.logs()) + ":" + System.lineSeparator() + dead.lastWords(25);
    }

    /**
     * Stops services, then registry, then broker. Safe from a shutdown hook while {@link #start} runs.
     *
     * @return false if another thread has done it
     */
    public boolean stop() {
        List<Child> children;
        boolean first = false;
        synchronized (this) {
            if (stopping) {
                children = List.of();
            } else {
                stopping = true;
                children = new ArrayList<>(running.values()).reversed();
                first = true;
            }
        }
        if (!first) {
            stopped.join();
            return false;
        }
        stopTogether(
                children.stream().filter(child -> child.component().isService()).toList());
        for (Child child : children) {
            if (!child.component().isService()) {
                stopTogether(List.of(child));
            }
        }
        try {
            Files.deleteIfExists(StackFile.in(settings.data()));
        } catch (IOException e) {
            out.println("Cannot delete " + StackFile.in(settings.data()) + ": " + e.getMessage());
        }
        stopped.complete(null);
        return true;
    }

    private void stopTogether(Collection<Child> children) {
        CompletableFuture<?>[] all = children.stream()
                .map(child -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                child.stop();
                            } catch (InterruptedException e) {
                                child.process().destroyForcibly();
                            }
                        },
                        threads))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
    }

    private void writeFile() {
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("webhook", settings.webhook().toString());
        urls.put("dashboard", settings.dashboard().toString());
        urls.put("kafka", settings.kafka());
        urls.put("registry", settings.registry().toString());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (Component component : components) {
            component.ports().forEach(port -> ports.put(port.name(), port.number()));
            if (component.readiness() instanceof Readiness.Http http) {
                urls.put(component.name() + "-readiness", http.uri().toString());
            }
        }
        new StackFile(
                        ProcessHandle.current().pid(),
                        ready,
                        urls,
                        ports,
                        settings.secret(),
                        settings.dashboardToken(),
                        settings.window().toMillis() / 1000.0,
                        settings.grace().toMillis() / 1000.0,
                        settings.cadence().toMillis() / 1000.0,
                        running.values().stream().map(Child::entry).toList())
                .write(settings.data());
    }
}
