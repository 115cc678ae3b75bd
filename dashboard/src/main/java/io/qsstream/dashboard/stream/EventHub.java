package io.qsstream.dashboard.stream;

import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.ModelListener;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.dashboard.telemetry.DashboardMeters.Dropped;
import io.qsstream.schema.SessionKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers what changes. Notes changes while the model makes them, reads the model afterwards, makes each event
 * once, and hands it to every browser that listens to its channel. Events of a channel that nobody listens to, nor did
 * a moment ago, are not made at all.
 */
public final class EventHub implements ModelListener, AutoCloseable {

    /**
     * What bounds the hub.
     *
     * @param clients browsers that may listen at once
     * @param queue frames that may wait for one browser
     * @param replayBytes how much is remembered for browsers that come back
     */
    public record Limits(int clients, int queue, long replayBytes) {}

    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private static final Duration FLUSH = Duration.ofMillis(100);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration LOOK_FOR_ENDS = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Times alone move with every sample of anybody: nobody looks at them that closely. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(10);
    /** For so long after its last browser left, a channel's events are still made, so that it can resume. */
    private static final Duration LINGER = Duration.ofMinutes(2);
    /** More samples than this between two flushes are a catch-up, and better read than told. */
    private static final int MOST_SAMPLES = 20_000;

    private record UserKey(SessionKey session, String userId) {}

    private record SampleKey(SessionKey session, String userId, Instant time) {}

    private record Reported(SessionKey session, int revision) {}

    private static final class Listeners {
        private final Set<Client> clients = new LinkedHashSet<>();
        private long emptySince;
    }

    private final Answers answers;
    private final Function<Object, String> json;
    private final Supplier<Instant> clock;
    private final Limits limits;
    private final DashboardMeters meters;
    private final String epoch = Long.toHexString(new SecureRandom().nextLong());
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("event-hub").factory());

    private final Pending<SessionKey> sessions = new Pending<>(PAUSE.toNanos(), LONG_PAUSE.toNanos());
    private final Pending<UserKey> users = new Pending<>(PAUSE.toNanos(), PAUSE.toNanos());
    private final Pending<String> alerts = new Pending<>(0, 0);
    private final Pending<Reported> reports = new Pending<>(0, 0);
    private final Pending<SampleKey> samples = new Pending<>(0, 0);
    private final AtomicInteger sampleCount = new AtomicInteger();
    /** Who listens or did a moment ago; the model's thread looks in here, so it is concurrent. */
    private final Map<Channel, Listeners> listeners = new ConcurrentHashMap<>();

    private final Replay replay;
    private volatile boolean erased;
    private volatile boolean tooMany;
    private Set<SessionKey> live = Set.of();
    private long number;
    private int clientCount;
    private long nextHeartbeat;
    private long nextLook;
    private boolean closed;

    public EventHub(
            Answers answers,
            Function<Object, String> json,
            Supplier<Instant> clock,
            Limits limits,
            DashboardMeters meters) {
        this.answers = answers;
        this.json = json;
        this.clock = clock;
        this.limits = limits;
        this.meters = meters;
        this.replay = new Replay(limits.replayBytes());
    }

    /** Begins to tell. */
    public void start() {
        nextHeartbeat = System.nanoTime() + HEARTBEAT.toNanos();
        var unused = thread.scheduleWithFixedDelay(
                this::flushSafely, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A stream of frames for one browser.
     *
     * @param lastId the last event it has seen, or null
     * @param disconnect closes its connection
     * @return empty where too many listen already
     */
    public Optional<Publisher<byte[]>> listen(Channel channel, @Nullable String lastId, Runnable disconnect) {
        Client client = new Client(channel, limits.queue(), this::remove, disconnect);
        synchronized (this) {
            if (closed || clientCount >= limits.clients()) {
                meters.dropped(Dropped.REFUSED);
                return Optional.empty();
            }
            List<Frame> missed = lastId == null ? List.of() : replay.after(Frame.numberOf(epoch, lastId), channel);
            listeners.computeIfAbsent(channel, key -> new Listeners()).clients.add(client);
            replay.opened(channel, number);
            meters.streamClients(++clientCount);
            // Headers leave with the first frame, and the browser learns what the last id would be.
            boolean taken = client.offer(heartbeat().bytes());
            if (missed == null) {
                taken &= client.offer(
                        Frame.of(epoch, number, Set.of(channel), "reset", "{}").bytes());
            } else {
                for (Frame frame : missed) {
                    taken = taken && client.offer(frame.bytes());
                }
            }
            if (!taken) {
                // It missed more than may wait for it: it reads again, and comes back.
                meters.dropped(Dropped.SLOW);
            }
        }
        return Optional.of(client::start);
    }

    /** How many browsers listen. */
    public synchronized int clientCount() {
        return clientCount;
    }

    private synchronized void remove(Client client) {
        Listeners those = listeners.get(client.channel());
        if (those != null && those.clients.remove(client)) {
            those.emptySince = System.nanoTime();
            meters.streamClients(--clientCount);
        }
    }

    @Override
    public void sessionChanged(SessionKey session, boolean onlyHeard) {
        if (isHeard(Channel.SESSIONS) || isHeard(new Channel.Session(session))) {
            sessions.add(session, onlyHeard);
        }
    }

    @Override
    public void userChanged(SessionKey session, String userId) {
        if (isHeard(new Channel.Session(session))) {
            users.add(new UserKey(session, userId), false);
        }
    }

    @Override
    public void sampled(SessionKey session, String userId, Instant time) {
        if (isHeard(new Channel.Session(session))) {
            if (sampleCount.incrementAndGet() > MOST_SAMPLES) {
                tooMany = true;
            } else {
                samples.add(new SampleKey(session, userId, time), false);
            }
        }
    }

    @Override
    public void alertChanged(String alertId) {
        alerts.add(alertId, false);
    }

    @Override
    public void reported(SessionKey session, int revision) {
        if (isHeard(Channel.SESSIONS) || isHeard(new Channel.Session(session))) {
            reports.add(new Reported(session, revision), false);
        }
    }

    @Override
    public void erased() {
        erased = true;
    }

    private boolean isHeard(Channel channel) {
        return listeners.containsKey(channel);
    }

    private void flushSafely() {
        try {
            flush(System.nanoTime());
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            LOG.error("Telling browsers failed once", e);
        }
    }

    /** Tells what is due; {@code now} as by {@link System#nanoTime()}. */
    void flush(long now) {
        if (erased || tooMany) {
            erased = false;
            tooMany = false;
            sampleCount.set(0);
            forgetAll();
        }
        if (now - nextLook >= 0) {
            nextLook = now + LOOK_FOR_ENDS.toNanos();
            lookForEnds();
            tidy(now);
        }
        tellSamples(now);
        for (UserKey user : users.due(now)) {
            answers.user(user.session(), user.userId())
                    .ifPresent(view -> tell("user", view, Set.of(new Channel.Session(user.session()))));
        }
        for (String alertId : alerts.due(now)) {
            answers.alert(alertId)
                    .ifPresent(view -> tell(
                            "alert",
                            view,
                            Set.of(
                                    Channel.ALERTS,
                                    new Channel.Session(new SessionKey(
                                            view.session().accountId(),
                                            view.session().sessionId())))));
        }
        for (SessionKey session : sessions.due(now)) {
            answers.sessionView(session)
                    .ifPresent(view -> tell("session", view, Set.of(Channel.SESSIONS, new Channel.Session(session))));
        }
        for (Reported report : reports.due(now)) {
            tell(
                    "report",
                    Map.of("id", SessionIds.of(report.session()), "revision", report.revision()),
                    Set.of(Channel.SESSIONS, new Channel.Session(report.session())));
        }
        if (now - nextHeartbeat >= 0) {
            nextHeartbeat = now + HEARTBEAT.toNanos();
            beat();
        }
    }

    private void tellSamples(long now) {
        List<SampleKey> due = samples.due(now);
        samples.tidy(now + 1);
        sampleCount.addAndGet(-due.size());
        for (SampleKey sample : due) {
            answers.sample(sample.session(), sample.userId(), sample.time())
                    .ifPresent(view -> tell("sample", view, Set.of(new Channel.Session(sample.session()))));
        }
    }

    /** A session ends by silence without anybody saying so. */
    private void lookForEnds() {
        Set<SessionKey> now = answers.live();
        for (SessionKey session : live) {
            if (!now.contains(session)) {
                sessionChanged(session, false);
            }
        }
        live = now;
    }

    private void tidy(long now) {
        sessions.tidy(now);
        users.tidy(now);
        alerts.tidy(now + 1);
        reports.tidy(now + 1);
        synchronized (this) {
            listeners.entrySet().removeIf(each -> {
                boolean over = each.getValue().clients.isEmpty() && now - each.getValue().emptySince > LINGER.toNanos();
                if (over) {
                    replay.closed(each.getKey());
                }
                return over;
            });
        }
    }

    private void tell(String name, Object body, Set<Channel> channels) {
        Set<Channel> heard = new HashSet<>(channels);
        heard.removeIf(channel -> !isHeard(channel));
        if (heard.isEmpty()) {
            return;
        }
        String text = json.apply(body);
        synchronized (this) {
            Frame frame = Frame.of(epoch, ++number, heard, name, text);
            replay.add(frame);
            for (Channel channel : heard) {
                hand(frame, channel);
            }
        }
        meters.event(name);
    }

    private void hand(Frame frame, Channel channel) {
        Listeners those = listeners.get(channel);
        if (those != null) {
            for (Client client : new ArrayList<>(those.clients)) {
                if (!client.offer(frame.bytes())) {
                    meters.dropped(Dropped.SLOW);
                }
            }
        }
    }

    private synchronized void beat() {
        Frame frame = heartbeat();
        for (Channel channel : listeners.keySet()) {
            hand(frame, channel);
        }
    }

    private Frame heartbeat() {
        Map<String, Object> body = new HashMap<>();
        body.put("time", clock.get());
        Instant last = answers.lastEventTime();
        if (last != null) {
            body.put("lastEventTime", last);
        }
        // With an id: who hears nothing else for an hour must still be able to resume.
        return Frame.of(epoch, number, Set.of(), "heartbeat", json.apply(body));
    }

    /** What was told so far is not repeated to anybody, and everybody reads again. */
    private synchronized void forgetAll() {
        samples.clear();
        replay.clear(++number);
        for (Channel channel : listeners.keySet()) {
            hand(Frame.of(epoch, number, Set.of(channel), "reset", "{}"), channel);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        List<Client> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            listeners.values().forEach(those -> all.addAll(those.clients));
        }
        all.forEach(Client::complete);
    }
}
