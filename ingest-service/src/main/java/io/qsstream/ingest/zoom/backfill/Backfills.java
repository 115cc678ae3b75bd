package io.qsstream.ingest.zoom.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.ingest.store.CompletenessLog;
import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import io.qsstream.ingest.zoom.ask.Endpoint;
import io.qsstream.ingest.zoom.ask.Pages;
import io.qsstream.ingest.zoom.ask.Pages.Reading;
import io.qsstream.ingest.zoom.ask.Question;
import io.qsstream.ingest.zoom.ask.ZoomClient;
import io.qsstream.ingest.zoom.budget.Backlog;
import io.qsstream.ingest.zoom.budget.Budget;
import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the backfills that are asked for, one session after the other, sessions with alerts first. One thread makes all
 * calls, so nothing competes for the budget; what is not done when the process ends is done by the next.
 */
public final class Backfills implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backfills.class);

    /** Of one session, before its failure is its outcome. */
    private static final int TRIES = 3;
    /** Jobs that are remembered once they are over. */
    private static final int REMEMBERED = 200;
    /** Unfinished jobs; more are refused. */
    private static final int MOST_JOBS = 200;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** One step; a null session is the listing of its job's sessions. */
    private record Work(Job job, @Nullable String session, int tries) {}

    /** What a backfill would cost. */
    record Plan(int sessions, int callsToCome, boolean atLeast, int callsMade, int callsLeftToday) {}

    /** What is asked, or why it cannot be. */
    sealed interface Planned {
        record Known(Plan plan) implements Planned {}

        record Unknown(String outcome) implements Planned {}
    }

    private final ZoomClient client;
    private final Pages pages;
    private final SessionBackfill sessionBackfill;
    private final Budget budget;
    private final Journal journal;
    private final Clock clock;
    private final Duration maxAge;
    private final MeterRegistry meters;
    private final Backlog<Work> backlog = new Backlog<>();
    private final SecureRandom random = new SecureRandom();
    /** Guarded by itself; oldest first. */
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    private final Thread thread;
    /** What is waited for, by the credentials that it keeps from being used. */
    private final Map<Endpoint.Kind, ZoomAnswer.NotNow> waitingFor = new ConcurrentHashMap<>();

    public Backfills(
            ZoomClient client,
            Budget budget,
            Path folder,
            SessionBackfillParts parts,
            Clock clock,
            MeterRegistry meters) {
        this.client = client;
        this.pages = new Pages(client, clock);
        this.sessionBackfill = new SessionBackfill(client, parts.publisher()::publish, clock, parts.maxAge());
        this.maxAge = parts.maxAge();
        this.budget = budget;
        this.journal = new Journal(folder);
        this.clock = clock;
        this.meters = meters;
        this.thread = Thread.ofPlatform().daemon().name("zoom-backfill").unstarted(this::work);
        for (boolean urgent : new boolean[] {true, false}) {
            Gauge.builder("qsstream.zoom.backlog", backlog, each -> each.size(urgent))
                    .description("Sessions and listings that wait for calls to Zoom")
                    .tag("priority", urgent ? "alerted" : "ordinary")
                    .register(meters);
        }
        Gauge.builder("qsstream.zoom.budget.left", budget, each -> each.left(clock.instant()))
                .description("Calls to Zoom that are left today")
                .register(meters);
        for (String state : List.of("open", "paused", "revoked", "day_spent")) {
            Gauge.builder("qsstream.zoom.state", this, each -> each.state().equals(state) ? 1 : 0)
                    .description("Whether Zoom's REST API is in this state for us")
                    .tag("state", state)
                    .register(meters);
        }
    }

    /**
     * What a session's backfill needs of others.
     *
     * @param maxAge of samples that are published
     */
    public record SessionBackfillParts(RawPublisher publisher, Duration maxAge) {}

    /** Takes up what was not finished, and begins. */
    public void start() {
        for (Job job : journal.unfinished()) {
            remember(job);
            if (job.isOver()) {
                journal.end(job);
            } else if (job.isListed()) {
                job.waiting().forEach(session -> enqueue(job, session));
            } else {
                enqueue(job, null);
            }
            LOG.atInfo()
                    .addKeyValue("backfill", job.id)
                    .addKeyValue("sessions", job.waiting().size())
                    .log("A backfill goes on");
        }
        thread.start();
    }

    /** Takes a backfill in; empty where there are too many. */
    Optional<Job.Progress> submit(BackfillRequest request) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        Job job = new Job(HexFormat.of().formatHex(bytes), request);
        synchronized (jobs) {
            if (jobs.values().stream().filter(each -> !each.isOver()).count() >= MOST_JOBS) {
                return Optional.empty();
            }
            journal.begin(job);
            remember(job);
        }
        String session = request.sessionId();
        if (session == null) {
            enqueue(job, null);
        } else {
            job.listed(List.of(session));
            journal.listed(job, List.of(session));
            enqueue(job, session);
        }
        return Optional.of(job.progress());
    }

    /** How many more may be asked for by nobody: half of what is possible stays free for those who ask. */
    private int room() {
        synchronized (jobs) {
            return MOST_JOBS / 2
                    - (int) jobs.values().stream()
                            .filter(each -> !each.isOver())
                            .count();
        }
    }

    /**
     * Who asks for what the ledger misses; begins when it is started.
     *
     * @param delay for which a session waits before
     */
    public GapFollower follow(CompletenessLog log, ZoomCredentials credentials, Duration delay) {
        return new GapFollower(
                log::open,
                log.deserializer(),
                new GapQueue(credentials, delay, maxAge),
                this::room,
                request -> submit(request).isPresent(),
                clock,
                meters);
    }

    Optional<Job.Progress> progress(String id) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(id)).map(Job::progress);
        }
    }

    /** What all together are doing. */
    Map<String, Object> overview() {
        Map<String, Object> overview = new LinkedHashMap<>();
        overview.put("state", state());
        overview.put("callsLeftToday", budget.left(clock.instant()));
        overview.put("waitingAlerted", backlog.size(true));
        overview.put("waitingOrdinary", backlog.size(false));
        synchronized (jobs) {
            overview.put("backfills", jobs.values().stream().map(Job::progress).toList());
        }
        return overview;
    }

    /** What a backfill would cost. For Video SDK sessions that takes a call itself, since only Zoom knows the users. */
    Planned plan(BackfillRequest request) throws InterruptedException {
        String session = request.sessionId();
        if (session == null) {
            List<JsonNode> listed = new ArrayList<>();
            Reading reading = list(request, listed::add);
            if (reading instanceof Reading.Stopped stopped) {
                return new Planned.Unknown(stopped.why().label());
            }
            int calls = listed.stream()
                    .filter(each -> !isTooOld(each))
                    .mapToInt(
                            each -> request.kind().calls(each.path("user_count").asInt(1)))
                    .sum();
            int made = Math.max(1, Math.ceilDiv(listed.size(), Endpoint.SESSIONS.pageSize()));
            return known(listed.size(), calls, true, made);
        }
        if (request.userId() != null) {
            return known(1, 1, true, 0);
        }
        if (request.kind() != Kind.SESSION) {
            return known(1, request.kind().calls(1), true, 0);
        }
        ZoomAnswer answer = client.ask(new Question(Endpoint.SESSION, List.of(session), Map.of("type", "past")));
        return answer instanceof ZoomAnswer.Found found
                ? known(1, request.kind().calls(found.body().path("user_count").asInt(1)), true, 1)
                : new Planned.Unknown(answer.label());
    }

    private Planned known(int sessions, int calls, boolean atLeast, int made) {
        return new Planned.Known(new Plan(sessions, calls, atLeast, made, budget.left(clock.instant())));
    }

    private void remember(Job job) {
        synchronized (jobs) {
            jobs.put(job.id, job);
            List<Job> over = jobs.values().stream().filter(Job::isOver).toList();
            for (int i = 0; i < over.size() - REMEMBERED; i++) {
                jobs.remove(over.get(i).id);
            }
        }
    }

    private void enqueue(Job job, @Nullable String session) {
        backlog.add(new Work(job, session, 1), job.request.alerted());
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Work work = backlog.take(this::mayBeDone, LOOK_AGAIN);
                try {
                    work(work);
                } catch (RuntimeException e) {
                    LOG.atError()
                            .addKeyValue("backfill", work.job().id)
                            .setCause(e)
                            .log("A step of a backfill failed");
                    finish(work, "internal_error", 0, 0);
                }
            }
        } catch (InterruptedException e) {
            // The process ends; the journal knows what is left.
        }
    }

    private void work(Work work) throws InterruptedException {
        String session = work.session();
        if (session == null) {
            list(work);
            return;
        }
        BackfillRequest request = work.job().request;
        SessionBackfill.Result result =
                sessionBackfill.run(new SessionRef(request.kind(), request.accountId(), session, request.userId()));
        switch (result) {
            case SessionBackfill.Result.Done done -> finish(work, done.outcome(), done.records(), done.tooOld());
            case SessionBackfill.Result.Later later -> later(work, later.why());
            case SessionBackfill.Result.Failed failed -> again(work, failed.outcome());
        }
    }

    private void list(Work work) throws InterruptedException {
        BackfillRequest request = work.job().request;
        List<JsonNode> listed = new ArrayList<>();
        Reading reading = list(request, listed::add);
        if (reading instanceof Reading.Stopped stopped) {
            if (stopped.why() instanceof ZoomAnswer.NotNow notNow) {
                later(work, notNow);
            } else {
                again(work, stopped.why().label());
            }
            return;
        }
        List<String> sessions = new ArrayList<>();
        List<String> tooOld = new ArrayList<>();
        for (JsonNode each : listed) {
            String id = each.path("id").asText("");
            if (!id.isEmpty() && !sessions.contains(id)) {
                sessions.add(id);
                if (isTooOld(each)) {
                    tooOld.add(id);
                }
            }
        }
        Job job = work.job();
        job.listed(sessions);
        journal.listed(job, sessions);
        for (String id : tooOld) {
            // Not one of its samples would be used: no call is spent on it.
            finish(new Work(job, id, 1), "older_than_max_sample_age", 0, 0);
        }
        job.waiting().forEach(id -> enqueue(job, id));
        endIfOver(job);
    }

    private Reading list(BackfillRequest request, Pages.Taker taker) throws InterruptedException {
        return pages.read(
                new Question(
                        Endpoint.SESSIONS,
                        List.of(),
                        Map.of(
                                "type",
                                "past",
                                "from",
                                String.valueOf(request.from()),
                                "to",
                                String.valueOf(request.to()))),
                taker);
    }

    private boolean isTooOld(JsonNode session) {
        try {
            return Instant.parse(session.path("end_time").asText(""))
                    .isBefore(clock.instant().minus(maxAge));
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Nothing can be asked for now with these credentials: the work goes back and waits, with all that needs them. */
    private void later(Work work, ZoomAnswer.NotNow why) {
        backlog.putBack(work, work.job().request.alerted());
        List<Endpoint.Kind> concerned = why instanceof ZoomAnswer.DaySpent
                // The day's calls are the account's, whoever makes them.
                ? List.of(Endpoint.Kind.values())
                : List.of(credentials(work));
        concerned.forEach(kind -> waitingFor.put(kind, why));
        LOG.atWarn()
                .addKeyValue("reason", why.label())
                .addKeyValue("credentials", concerned)
                .addKeyValue("until", why.until())
                .log("Backfills wait: no call to Zoom may be made until then");
    }

    private boolean mayBeDone(Work work) {
        ZoomAnswer.NotNow why = waitingFor.get(credentials(work));
        return why == null || !clock.instant().isBefore(why.until());
    }

    private static Endpoint.Kind credentials(Work work) {
        return work.job().request.kind().qos.credentials();
    }

    private void again(Work work, String outcome) {
        if (work.tries() >= TRIES) {
            finish(work, outcome, 0, 0);
        } else {
            backlog.add(
                    new Work(work.job(), work.session(), work.tries() + 1),
                    work.job().request.alerted());
        }
    }

    private void finish(Work work, String outcome, int records, int tooOld) {
        Job job = work.job();
        String session = work.session();
        if (session == null) {
            job.failed(outcome);
        } else {
            job.done(session, outcome, records, tooOld);
            journal.done(job, session, outcome, records, tooOld);
        }
        count("qsstream.backfill.sessions", "Sessions of backfills by what became of them", outcome, 1);
        count("qsstream.backfill.records", "Raw events of backfills, and samples left out", "published", records);
        count("qsstream.backfill.records", "Raw events of backfills, and samples left out", "sample_too_old", tooOld);
        endIfOver(job);
    }

    private void endIfOver(Job job) {
        if (job.isOver()) {
            journal.end(job);
            LOG.atInfo()
                    .addKeyValue("backfill", job.id)
                    .addKeyValue("outcomes", job.progress().outcomes())
                    .log("A backfill is done");
        }
    }

    private void count(String name, String description, String outcome, int amount) {
        Counter.builder(name)
                .description(description)
                .tag("outcome", outcome)
                .register(meters)
                .increment(amount);
    }

    private String state() {
        Optional<ZoomAnswer.NotNow> closed = client.closed();
        if (closed.isPresent()) {
            return closed.get().label();
        }
        Instant now = clock.instant();
        return waitingFor.values().stream()
                .filter(why -> now.isBefore(why.until()))
                .map(ZoomAnswer::label)
                .findFirst()
                .orElse("open");
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
