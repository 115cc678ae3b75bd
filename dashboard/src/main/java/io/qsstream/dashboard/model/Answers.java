package io.qsstream.dashboard.model;

import io.qsstream.dashboard.model.Listing.Place;
import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.CauseView;
import io.qsstream.dashboard.view.CompletenessView;
import io.qsstream.dashboard.view.GapView;
import io.qsstream.dashboard.view.OpenAlerts;
import io.qsstream.dashboard.view.Page;
import io.qsstream.dashboard.view.QssEventView;
import io.qsstream.dashboard.view.QssSettingsView.EventTypeSeen;
import io.qsstream.dashboard.view.SampleView;
import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.SessionCell;
import io.qsstream.dashboard.view.SessionDetail;
import io.qsstream.dashboard.view.SessionState;
import io.qsstream.dashboard.view.SessionView;
import io.qsstream.dashboard.view.StatusView;
import io.qsstream.dashboard.view.UserState;
import io.qsstream.dashboard.view.UserView;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Classification;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Severity;
import io.qsstream.v1.UserReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the model. Every answer is a copy: it stays as it was while the model goes on. Safe for many threads. */
public final class Answers {

    /** How many users a session's answer carries before its list has to be asked for. */
    private static final int USERS_WITH_SESSION = 200;

    private static final int ALERTS_WITH_SESSION = 500;

    private static final int GAPS_WITH_SESSION = 200;

    private final ModelState state;

    Answers(ModelState state) {
        this.state = state;
    }

    /** Sessions, a page at a time. */
    public Page<SessionView> sessions(SessionFilter filter, SessionSort sort, @Nullable String cursor, int limit) {
        return read(() -> Listing.page(
                state.sessions.values().stream().filter(session -> matches(filter, session)),
                session -> place(session, sort),
                cursor,
                limit,
                this::view));
    }

    private Place place(SessionEntry session, SessionSort sort) {
        return switch (sort) {
            case TROUBLE -> new Place(trouble(session, openAlerts(session)), "", session.id);
            case RECENT -> new Place(session.lastHeard(), "", session.id);
        };
    }

    private boolean matches(SessionFilter filter, SessionEntry session) {
        SessionEntry.Cell last = session.lastCell();
        return (filter.state() == null || filter.state() == stateOf(session))
                && (filter.accountId() == null || filter.accountId().equals(session.key.accountId()))
                && (filter.kind() == null || filter.kind() == session.kind())
                && (filter.atRisk() == null || filter.atRisk() == (last != null && last.atRisk()))
                && (filter.text() == null || matches(filter.text().toLowerCase(Locale.ROOT), session));
    }

    private boolean matches(String text, SessionEntry session) {
        return contains(session.key.sessionId(), text)
                || contains(session.number(), text)
                || contains(state.sessionNames.get(session.key), text)
                || session.users.values().stream().anyMatch(user -> matches(text, session, user));
    }

    private boolean matches(String text, SessionEntry session, UserEntry user) {
        Person person = state.person(session.key, user.userId);
        return contains(user.userId, text) || contains(person.name(), text) || contains(person.email(), text);
    }

    private static boolean contains(@Nullable String field, String text) {
        return field != null && field.toLowerCase(Locale.ROOT).contains(text);
    }

    /** One session with its first users and its alerts. */
    public Optional<SessionDetail> session(SessionKey key) {
        return find(key, session -> {
            Page<UserView> users = usersOf(session, UserSort.TROUBLE, null, null, USERS_WITH_SESSION);
            List<AlertView> alerts = state.alertsOf(key).stream()
                    .sorted(Comparator.comparing(AlertEntry::raisedTime).reversed())
                    .limit(ALERTS_WITH_SESSION)
                    .map(this::view)
                    .toList();
            return new SessionDetail(
                    view(session), users.items(), users.nextCursor(), alerts, completeness(session), false);
        });
    }

    private @Nullable CompletenessView completeness(SessionEntry session) {
        StoredVerdict stored = session.verdict();
        if (stored == null) {
            return null;
        }
        CompletenessVerdict verdict = stored.unpack();
        return new CompletenessView(
                verdict.getVerdict(),
                verdict.getReasons(),
                verdict.getCoverage(),
                verdict.getExpectedSamples(),
                verdict.getReceivedSamples(),
                verdict.getLateSamples(),
                verdict.getDuplicateSamples(),
                verdict.getDeadLetteredSamples(),
                verdict.getGaps().stream()
                        .sorted(Comparator.comparingInt(SampleGap::getMissingSamples)
                                .reversed()
                                .thenComparing(SampleGap::getFrom)
                                .thenComparing(SampleGap::getUserId))
                        .limit(GAPS_WITH_SESSION)
                        .map(gap -> new GapView(
                                gap.getUserId(),
                                state.person(session.key, gap.getUserId()).name(),
                                gap.getFrom(),
                                gap.getTo(),
                                gap.getMissingSamples()))
                        .toList(),
                verdict.getGapCount(),
                verdict.getSummaryAgrees(),
                verdict.getRevision());
    }

    /** One session by itself. */
    public Optional<SessionView> sessionView(SessionKey key) {
        return find(key, this::view);
    }

    /** The session of this id, whichever account's; of several the one heard of last. */
    public Optional<SessionKey> bySessionId(String sessionId) {
        return read(() -> state.sessions.values().stream()
                .filter(session -> session.key.sessionId().equals(sessionId))
                .max(Comparator.comparingLong(SessionEntry::lastHeard))
                .map(session -> session.key));
    }

    /** Users of a session, a page at a time. */
    public Optional<Page<UserView>> users(
            SessionKey key, UserSort sort, @Nullable String text, @Nullable String cursor, int limit) {
        return find(key, session -> usersOf(session, sort, text, cursor, limit));
    }

    private Page<UserView> usersOf(
            SessionEntry session, UserSort sort, @Nullable String text, @Nullable String cursor, int limit) {
        Map<String, UserReport> reports = reports(session);
        Map<String, List<AlertEntry>> alerts = openAlertsByUser(session);
        String wanted = text == null ? null : text.toLowerCase(Locale.ROOT);
        return Listing.page(
                session.users.values().stream().filter(user -> wanted == null || matches(wanted, session, user)),
                user -> place(session, user, sort, alerts.getOrDefault(user.userId, List.of())),
                cursor,
                limit,
                user -> view(session, user, alerts.getOrDefault(user.userId, List.of()), reports.get(user.userId)));
    }

    private Place place(SessionEntry session, UserEntry user, UserSort sort, List<AlertEntry> open) {
        String name = state.person(session.key, user.userId).name();
        String text = name == null ? "" : name.toLowerCase(Locale.ROOT);
        return switch (sort) {
            case TROUBLE -> new Place(trouble(session, user, open), text, user.userId);
            case NAME -> new Place(text.isEmpty() ? 0 : 1, text, user.userId);
        };
    }

    /** One user. */
    public Optional<UserView> user(SessionKey key, String userId) {
        return find(key, session -> session.users.get(userId))
                .flatMap(user -> find(
                        key,
                        session -> view(
                                session,
                                user,
                                openAlertsByUser(session).getOrDefault(userId, List.of()),
                                reports(session).get(userId))));
    }

    /** The numbers of a session's users, in order. */
    public Optional<List<String>> userIds(SessionKey key) {
        return find(key, session -> List.copyOf(new TreeSet<>(session.users.keySet())));
    }

    /** Who a user is. */
    public Person person(SessionKey key, String userId) {
        return read(() -> state.person(key, userId));
    }

    /** One user's measures of [from, to). */
    public Optional<SamplesView> samples(SessionKey key, String userId, @Nullable Instant from, @Nullable Instant to) {
        return find(key, session -> session.users.get(userId))
                .map(user -> read(() -> user.samples.between(
                        userId,
                        from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                        to == null ? Long.MAX_VALUE : to.toEpochMilli())));
    }

    /** One sample; empty where it was let go. */
    public Optional<SampleView> sample(SessionKey key, String userId, Instant time) {
        return find(key, session -> session.users.get(userId))
                .flatMap(user -> read(() -> {
                    int row = user.samples.rowOf(time.toEpochMilli());
                    return row < 0 ? Optional.empty() : Optional.of(user.samples.at(userId, row));
                }));
    }

    /** A session's report. */
    public Optional<SessionReport> report(SessionKey key) {
        return find(key, SessionEntry::report).map(StoredReport::unpack);
    }

    /** Alerts, newest first, a page at a time. */
    public Page<AlertView> alerts(AlertFilter filter, @Nullable String cursor, int limit) {
        return read(() -> Listing.page(
                state.alerts.values().stream().filter(alert -> matches(filter, alert)),
                alert -> new Place(
                        alert.raisedTime().toEpochMilli(), "", alert.either().getAlertId()),
                cursor,
                limit,
                this::view));
    }

    private static boolean matches(AlertFilter filter, AlertEntry alert) {
        Instant raised = alert.raisedTime();
        return (filter.state() == null || (filter.state() == AlertState.RAISED) == alert.isOpen())
                && (filter.accountId() == null
                        || filter.accountId().equals(alert.either().getAccountId()))
                && (filter.session() == null || filter.session().equals(alert.session()))
                && (filter.userId() == null
                        || filter.userId().equals(alert.either().getUserId()))
                && (filter.ruleId() == null
                        || filter.ruleId().equals(alert.either().getRuleId()))
                && (filter.severity() == null || filter.severity() == alert.severity())
                && (filter.from() == null || !raised.isBefore(filter.from()))
                && (filter.to() == null || raised.isBefore(filter.to()));
    }

    /** One alert. */
    public Optional<AlertView> alert(String alertId) {
        return read(() -> Optional.ofNullable(state.alerts.get(alertId)).map(this::view));
    }

    /** What an account sent in [from, to), newest first, a page at a time. */
    public Page<QssEventView> events(
            String accountId,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String meetingId,
            @Nullable String cursor,
            int limit) {
        record Row(SessionEntry session, UserEntry user, int row) {}
        long first = from == null ? Long.MIN_VALUE : from.toEpochMilli();
        long last = to == null ? Long.MAX_VALUE : to.toEpochMilli();
        return read(() -> {
            Stream<Row> rows = state.sessions.values().stream()
                    .filter(session -> session.key.accountId().equals(accountId))
                    .filter(session -> meetingId == null
                            || meetingId.equals(session.key.sessionId())
                            || meetingId.equals(session.number()))
                    .flatMap(session -> session.users.values().stream()
                            .flatMap(user -> IntStream.range(0, user.samples.size())
                                    .filter(row -> user.samples.time(row) >= first && user.samples.time(row) < last)
                                    .mapToObj(row -> new Row(session, user, row))));
            return Listing.page(
                    rows,
                    row -> new Place(row.user().samples.time(row.row()), row.session().id, row.user().userId),
                    cursor,
                    limit,
                    row -> new QssEventView(
                            row.user().samples.eventType(row.row()),
                            accountId,
                            row.session().key.sessionId(),
                            row.session().kind(),
                            row.session().number(),
                            Instant.ofEpochMilli(row.user().samples.receipt(row.row())),
                            row.user().samples.at(row.user().userId, row.row())));
        });
    }

    /** What kinds of events an account sent since the start, by name. */
    public List<EventTypeSeen> eventTypes(String accountId) {
        return read(() -> {
            ModelState.EventTypes types = state.eventTypes.get(accountId);
            return types == null
                    ? List.of()
                    : types.counts.entrySet().stream()
                            .map(each -> new EventTypeSeen(
                                    each.getKey(),
                                    each.getValue(),
                                    Instant.ofEpochMilli(types.lastTimes.getOrDefault(each.getKey(), 0L))))
                            .sorted(Comparator.comparing(EventTypeSeen::eventType))
                            .toList();
        });
    }

    /** What kinds of sessions an account has; empty where nothing is known of the account. */
    public List<SessionKind> kinds(String accountId) {
        return read(() -> state.sessions.values().stream()
                .filter(session -> session.key.accountId().equals(accountId))
                .map(SessionEntry::kind)
                .distinct()
                .sorted()
                .toList());
    }

    /** Length of the windows as last seen, in seconds; null before the first. */
    public @Nullable Long windowSeconds() {
        return read(() -> Optional.ofNullable(state.windowMs == 0 ? null : state.windowMs / 1000))
                .orElse(null);
    }

    /** The log's clock; null before the first record. */
    public @Nullable Instant lastEventTime() {
        return read(() -> Optional.ofNullable(state.logClock == 0 ? null : Instant.ofEpochMilli(state.logClock)))
                .orElse(null);
    }

    /** Which sessions go on. */
    public Set<SessionKey> live() {
        return read(() -> {
            Set<SessionKey> live = new HashSet<>();
            for (SessionEntry session : state.sessions.values()) {
                if (!state.isEnded(session)) {
                    live.add(session.key);
                }
            }
            return live;
        });
    }

    /** Sessions by state. */
    public StatusView.SessionCounts counts() {
        int live = live().size();
        return read(() -> new StatusView.SessionCounts(live, Math.max(0, state.sessions.size() - live)));
    }

    /** What is held and what was let go. */
    public StatusView.Memory memory() {
        Runtime runtime = Runtime.getRuntime();
        return read(() -> {
            Map<String, Long> evicted = new LinkedHashMap<>();
            state.evicted.forEach((kind, number) -> evicted.put(camelCase(kind.name()), number));
            return new StatusView.Memory(
                    state.sessions.size(),
                    state.userCount,
                    state.sampleCount,
                    state.windowCount,
                    state.alerts.size(),
                    runtime.totalMemory() - runtime.freeMemory(),
                    runtime.maxMemory(),
                    evicted);
        });
    }

    /** How many were let go because of a bound. */
    public long evicted(Evicted kind) {
        return read(() -> state.evicted.getOrDefault(kind, 0L));
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.toLowerCase(Locale.ROOT).split("_", -1)) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    private SessionView view(SessionEntry session) {
        SessionEntry.Cell last = session.lastCell();
        StoredReport report = session.report();
        StoredVerdict verdict = session.verdict();
        OpenAlerts open = openAlerts(session);
        return new SessionView(
                session.id,
                session.key.accountId(),
                session.key.sessionId(),
                session.kind(),
                session.number(),
                state.sessionNames.get(session.key),
                stateOf(session),
                session.startTime(),
                session.endTime(state.logClock, state.bounds.silence().toMillis()),
                Instant.ofEpochMilli(session.lastSample()),
                Instant.ofEpochMilli(session.lastHeard()),
                session.users.size(),
                (int) session.users.values().stream()
                        .filter(user -> state.isActive(session, user))
                        .count(),
                last == null ? 0 : last.affectedUserCount(),
                last == null ? null : last.affectedShare(),
                last != null && last.atRisk(),
                last == null ? null : last.score(),
                open,
                trouble(session, open),
                session.windows.values().stream()
                        .map(cell -> new SessionCell(
                                cell.start(),
                                cell.end(),
                                cell.score(),
                                cell.affectedShare(),
                                cell.atRisk(),
                                cell.userCount()))
                        .toList(),
                report == null ? null : report.revision(),
                verdict == null ? null : verdict.coverage(),
                verdict == null ? null : verdict.revision());
    }

    private SessionState stateOf(SessionEntry session) {
        return state.isEnded(session) ? SessionState.ENDED : SessionState.LIVE;
    }

    private OpenAlerts openAlerts(SessionEntry session) {
        List<AlertEntry> alerts = state.alertsOf(session.key);
        return new OpenAlerts(ModelState.count(alerts, Severity.WARNING), ModelState.count(alerts, Severity.CRITICAL));
    }

    private static double trouble(SessionEntry session, OpenAlerts open) {
        SessionEntry.Cell last = session.lastCell();
        return Trouble.ofSession(
                open.critical(),
                open.warning(),
                last == null ? null : last.affectedShare(),
                last != null && last.atRisk(),
                last == null ? null : last.score());
    }

    private double trouble(SessionEntry session, UserEntry user, List<AlertEntry> open) {
        // Who has left is no longer in trouble; what was wrong stands in the report.
        Classification rating = state.isEnded(session) || state.isActive(session, user)
                ? user.windows.lastClassification()
                : Classification.UNCLASSIFIED;
        return Trouble.ofUser(
                ModelState.count(open, Severity.CRITICAL), ModelState.count(open, Severity.WARNING), rating);
    }

    private Map<String, List<AlertEntry>> openAlertsByUser(SessionEntry session) {
        Map<String, List<AlertEntry>> byUser = new HashMap<>();
        state.alertsOf(session.key).stream()
                .filter(AlertEntry::isOpen)
                .sorted(Comparator.comparing(AlertEntry::severity)
                        .reversed()
                        .thenComparing(AlertEntry::raisedTime)
                        .thenComparing(alert -> alert.either().getAlertId()))
                .forEach(alert -> {
                    String userId = alert.either().getUserId();
                    if (userId != null) {
                        byUser.computeIfAbsent(userId, key -> new ArrayList<>()).add(alert);
                    }
                });
        return byUser;
    }

    private static Map<String, UserReport> reports(SessionEntry session) {
        StoredReport report = session.report();
        Map<String, UserReport> byUser = new HashMap<>();
        if (report != null) {
            report.unpack().getUsers().forEach(user -> byUser.put(user.getUserId(), user));
        }
        return byUser;
    }

    private UserView view(SessionEntry session, UserEntry user, List<AlertEntry> open, @Nullable UserReport report) {
        Person person = state.person(session.key, user.userId);
        String userKey = Greater.of(user.userKey(), person.userKey());
        CauseView cause = open.stream()
                .map(AlertEntry::cause)
                .filter(Objects::nonNull)
                .max(Comparator.comparingDouble(CauseView::confidence))
                .orElseGet(() -> report == null ? null : CauseView.of(report.getCause()));
        return new UserView(
                user.userId,
                userKey,
                person.name(),
                state.isActive(session, user) ? UserState.ACTIVE : UserState.LEFT,
                Instant.ofEpochMilli(user.lastSample()),
                user.environment(),
                user.windows.lastClassification(),
                user.windows.lastReason(state.labels),
                user.windows.lastMos(),
                user.samples.latest(),
                user.samples.latestCpu(),
                user.samples.latestWifi(),
                user.windows.strips(state.labels),
                open.stream().map(alert -> alert.either().getAlertId()).toList(),
                cause,
                open.stream()
                        .flatMap(alert -> alert.suggestedActions().stream())
                        .distinct()
                        .toList(),
                report == null ? List.of() : List.copyOf(report.getAdvice()),
                trouble(session, user, open));
    }

    /** What one transition alone says of its alert, with the names that are known here. */
    public AlertView viewOf(AlertTransition transition) {
        return read(() -> view(AlertEntry.NONE.with(transition)));
    }

    private AlertView view(AlertEntry alert) {
        SessionKey session = alert.session();
        return alert.view(
                state.sessionNames.get(session),
                state.person(session, alert.either().getUserId()).name());
    }

    private <T> Optional<T> find(SessionKey key, Function<SessionEntry, @Nullable T> reader) {
        return read(() -> Optional.ofNullable(state.sessions.get(key)).map(reader));
    }

    private <T> T read(Supplier<T> reader) {
        state.lock.readLock().lock();
        try {
            return reader.get();
        } finally {
            state.lock.readLock().unlock();
        }
    }
}
