package io.qsstream.dashboard.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.dashboard.model.AlertFilter;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.ModelListener;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.Page;
import io.qsstream.schema.SessionKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Alertmanager told: a change at once, everything open again before it expires there, and what was cleared
 * lately.
 *
 * <p>It holds nothing of its own. What is sent is what the read model says now, and sending it twice says nothing new,
 * so a restart, a second instance and an Alertmanager that was away need no special care.
 */
final class AlertmanagerPush implements ModelListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerPush.class);

    /** Changes that come together are sent together. */
    private static final Duration GATHER = Duration.ofMillis(200);
    /** Long enough that whoever was told of an alert is told of its clearing, whatever was down in between. */
    private static final Duration CLEARED_FOR = Duration.ofMinutes(30);
    /** An open alert outlives this many of our refreshes, as Prometheus' own do. */
    private static final int REFRESHES_TO_EXPIRY = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 200;

    private final URI target;
    private final Duration refresh;
    private final String publicUrl;
    private final Answers answers;
    private final BooleanSupplier caughtUp;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final DashboardMeters meters;
    private final HttpPost http = new HttpPost();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins when the thread is started.
     *
     * @param base of the Alertmanager, such as {@code http://alertmanager:9093}
     * @param caughtUp whether the model has read what there is: before, it would tell of alerts long cleared
     */
    AlertmanagerPush(
            URI base,
            Duration refresh,
            String publicUrl,
            Answers answers,
            BooleanSupplier caughtUp,
            ObjectMapper mapper,
            Clock clock,
            DashboardMeters meters) {
        this.target = URI.create(base.toString().replaceAll("/+$", "") + "/api/v2/alerts");
        this.refresh = refresh;
        this.publicUrl = publicUrl;
        this.answers = answers;
        this.caughtUp = caughtUp;
        this.mapper = mapper;
        this.clock = clock;
        this.meters = meters;
        this.thread = Thread.ofPlatform().daemon().name("alertmanager-push").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void alertChanged(String alertId) {
        synchronized (changed) {
            changed.add(alertId);
            changed.notifyAll();
        }
    }

    private void run() {
        try {
            while (!caughtUp.getAsBoolean()) {
                Thread.sleep(GATHER);
            }
            Duration pause = Duration.ofSeconds(1);
            Instant fullUntil = Instant.MIN;
            while (!closed) {
                boolean full = !clock.instant().isBefore(fullUntil);
                Set<String> ids = full ? takeChanged() : awaitChanged(Duration.between(clock.instant(), fullUntil));
                List<AlertView> alerts = full
                        ? all()
                        : ids.stream().flatMap(id -> answers.alert(id).stream()).toList();
                if (send(withoutWhatIsOpenAgain(alerts))) {
                    pause = Duration.ofSeconds(1);
                    fullUntil = full ? clock.instant().plus(refresh) : fullUntil;
                } else {
                    // Everything again: what was not taken is part of that.
                    fullUntil = Instant.MIN;
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> takeChanged() {
        synchronized (changed) {
            Set<String> taken = Set.copyOf(changed);
            changed.clear();
            return taken;
        }
    }

    private Set<String> awaitChanged(Duration atMost) throws InterruptedException {
        synchronized (changed) {
            if (changed.isEmpty()) {
                changed.wait(Math.max(1, atMost.toMillis()));
            }
            if (changed.isEmpty()) {
                return Set.of();
            }
        }
        Thread.sleep(GATHER);
        return takeChanged();
    }

    private List<AlertView> all() {
        List<AlertView> all = new ArrayList<>(pages(AlertState.RAISED));
        Instant lately = clock.instant().minus(CLEARED_FOR);
        pages(AlertState.CLEARED).stream()
                .filter(alert ->
                        alert.clearedTime() != null && alert.clearedTime().isAfter(lately))
                .forEach(all::add);
        return all;
    }

    private List<AlertView> pages(AlertState state) {
        return pages(new AlertFilter(state, null, null, null, null, null, null, null));
    }

    private List<AlertView> pages(AlertFilter filter) {
        List<AlertView> all = new ArrayList<>();
        Page<AlertView> page = answers.alerts(filter, null, AT_ONCE);
        all.addAll(page.items());
        while (page.nextCursor() != null) {
            page = answers.alerts(filter, page.nextCursor(), AT_ONCE);
            all.addAll(page.items());
        }
        return all;
    }

    /**
     * To Alertmanager alerts with the same labels are one: the clearing of an earlier one would end the one that is open
     * now.
     */
    private List<AlertView> withoutWhatIsOpenAgain(List<AlertView> alerts) {
        if (alerts.stream().allMatch(alert -> alert.state() == AlertState.RAISED)) {
            return alerts;
        }
        Set<Map<String, String>> open = new HashSet<>();
        alerts.stream()
                .filter(alert -> alert.state() == AlertState.CLEARED)
                .map(alert -> new SessionKey(
                        alert.session().accountId(), alert.session().sessionId()))
                .distinct()
                .flatMap(session ->
                        pages(new AlertFilter(AlertState.RAISED, null, session, null, null, null, null, null)).stream())
                .forEach(alert -> open.add(PostableAlert.labels(alert)));
        return alerts.stream()
                .filter(alert -> alert.state() == AlertState.RAISED || !open.contains(PostableAlert.labels(alert)))
                .toList();
    }

    /** Whether all of it was taken, or refused for good. */
    private boolean send(List<AlertView> alerts) throws InterruptedException {
        Instant now = clock.instant();
        Duration expiry = refresh.multipliedBy(REFRESHES_TO_EXPIRY);
        for (int from = 0; from < alerts.size(); from += AT_ONCE) {
            List<PostableAlert> part = alerts.subList(from, Math.min(alerts.size(), from + AT_ONCE)).stream()
                    .map(alert -> PostableAlert.of(alert, now, expiry, publicUrl))
                    .toList();
            switch (http.post(target, json(part))) {
                case HttpPost.Taken taken -> meters.notified("alertmanager", "sent", part.size());
                case HttpPost.Refused refused -> {
                    meters.notified("alertmanager", "refused", part.size());
                    LOG.atError()
                            .addKeyValue("status", refused.status())
                            .addKeyValue("alerts", part.size())
                            .log("Alertmanager refuses alerts; its own log says why");
                }
                case HttpPost.Failed failed -> {
                    meters.notified("alertmanager", "failed", part.size());
                    LOG.atWarn()
                            .addKeyValue("reason", failed.why())
                            .addKeyValue("alerts", part.size())
                            .log("Alertmanager could not be told, will be again");
                    return false;
                }
            }
        }
        return true;
    }

    private byte[] json(List<PostableAlert> alerts) {
        try {
            return mapper.writeValueAsBytes(alerts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
