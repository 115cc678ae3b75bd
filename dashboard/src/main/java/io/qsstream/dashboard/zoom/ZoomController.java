package io.qsstream.dashboard.zoom;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.api.Asked;
import io.qsstream.dashboard.api.RawPath;
import io.qsstream.dashboard.api.Refusal;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.Person;
import io.qsstream.dashboard.model.SessionFilter;
import io.qsstream.dashboard.model.SessionSort;
import io.qsstream.dashboard.view.Page;
import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.SessionState;
import io.qsstream.dashboard.view.SessionView;
import io.qsstream.dashboard.view.UserView;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserReport;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Zoom's operations (qss-reference §4.2), so that a client written for them works here by another base URL, and without
 * Zoom's rate limits. Ids are taken as they are, encoded once, or encoded twice as Zoom wants them.
 */
@Controller("/zoom/v2")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "zoom", description = "Zoom's own read operations, answered from here")
final class ZoomController {

    private final Answers answers;

    ZoomController(Answers answers) {
        this.answers = answers;
    }

    /**
     * Zoom's "List sessions".
     *
     * @param type past or live, by default live
     * @param from date or time; sessions that start before it are left out
     * @param to date, of which the whole day counts, or time
     * @param pageSize 1 to 300, by default 30
     */
    @Get("/videosdk/sessions")
    Map<String, Object> sessions(
            @Nullable @QueryValue String type,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue("session_name") String sessionName,
            @Nullable @QueryValue("page_size") Integer pageSize,
            @Nullable @QueryValue("next_page_token") String nextPageToken) {
        int size = pageSize(pageSize, 30, 300);
        SessionFilter filter = new SessionFilter(
                isLive(type) ? SessionState.LIVE : SessionState.ENDED,
                null,
                SessionKind.VIDEO_SDK_SESSION,
                null,
                Asked.text(sessionName));
        Instant first = Asked.time("from", from);
        Instant last = endOf(to);
        List<Map<String, Object>> matching = new ArrayList<>();
        String cursor = nextPageToken;
        // Zoom's dates are no filter of ours: pages are filled from as many of ours as it takes.
        do {
            Page<SessionView> page =
                    answers.sessions(filter, SessionSort.RECENT, cursor, Math.max(1, size - matching.size()));
            page.items().stream()
                    .filter(session -> first == null || !session.startTime().isBefore(first))
                    .filter(session -> last == null || session.startTime().isBefore(last))
                    .forEach(session -> matching.add(session(session)));
            cursor = page.nextCursor();
        } while (cursor != null && matching.size() < size);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", from == null ? "" : from);
        answer.put("to", to == null ? "" : to);
        answer.put("page_size", size);
        answer.put("next_page_token", cursor == null ? "" : cursor);
        answer.put("sessions", matching);
        return answer;
    }

    /** Zoom's "List session users QoS". */
    @Get("/videosdk/sessions/{sessionId:[^/]+}/users/qos")
    Map<String, Object> usersQos(
            @Parameter(hidden = true) HttpRequest<?> request,
            String sessionId,
            @Nullable @QueryValue String type,
            @Nullable @QueryValue("page_size") Integer pageSize,
            @Nullable @QueryValue("next_page_token") String nextPageToken) {
        boolean live = isLive(type);
        SessionKey key = find(request, "sessions", live);
        List<String> users = answers.userIds(key).orElseThrow(ZoomController::noSuchSession);
        return paged(users, "users", pageSize, nextPageToken, userId -> userQos(key, userId));
    }

    /** Zoom's "Get session user QoS". */
    @Get("/videosdk/sessions/{sessionId:[^/]+}/users/{userId:[^/]+}/qos")
    Map<String, Object> oneUserQos(
            @Parameter(hidden = true) HttpRequest<?> request,
            String sessionId,
            String userId,
            @Nullable @QueryValue String type) {
        SessionKey key = find(request, "sessions", isLive(type));
        String sent = RawPath.after(request, "users");
        List<String> known = answers.userIds(key).orElseThrow(ZoomController::noSuchSession);
        for (String candidate : List.of(sent, RawPath.decode(sent))) {
            if (known.contains(candidate)) {
                return userQos(key, candidate);
            }
        }
        throw Refusal.notFound("User does not exist: no user of this session has this id.");
    }

    /** Zoom's "List session users QoS summary". */
    @Get("/videosdk/sessions/{sessionId:[^/]+}/users/qos_summary")
    Map<String, Object> sessionSummary(
            @Parameter(hidden = true) HttpRequest<?> request,
            String sessionId,
            @Nullable @QueryValue("page_size") Integer pageSize,
            @Nullable @QueryValue("next_page_token") String nextPageToken) {
        return summary(request, "sessions", "users", pageSize, nextPageToken, ZoomController::sessionUser);
    }

    /** Zoom's "List meeting participants QoS summary". */
    @Get("/metrics/meetings/{meetingId:[^/]+}/participants/qos_summary")
    Map<String, Object> meetingSummary(
            @Parameter(hidden = true) HttpRequest<?> request,
            String meetingId,
            @Nullable @QueryValue("page_size") Integer pageSize,
            @Nullable @QueryValue("next_page_token") String nextPageToken) {
        return summary(request, "meetings", "participants", pageSize, nextPageToken, ZoomController::participant);
    }

    /** Zoom's "List webinar participants QoS summary". */
    @Get("/metrics/webinars/{webinarId:[^/]+}/participants/qos_summary")
    Map<String, Object> webinarSummary(
            @Parameter(hidden = true) HttpRequest<?> request,
            String webinarId,
            @Nullable @QueryValue("page_size") Integer pageSize,
            @Nullable @QueryValue("next_page_token") String nextPageToken) {
        return summary(request, "webinars", "participants", pageSize, nextPageToken, ZoomController::participant);
    }

    private interface Identifier {
        Map<String, Object> of(UserReport user, Person person);
    }

    private Map<String, Object> summary(
            HttpRequest<?> request,
            String segment,
            String listName,
            @Nullable Integer pageSize,
            @Nullable String nextPageToken,
            Identifier identifier) {
        SessionKey key = find(request, segment);
        SessionReport report = answers.report(key)
                .orElseThrow(() -> Refusal.notFound("This meeting has not ended yet: there is no report of it."));
        return paged(report.getUsers(), listName, pageSize, nextPageToken, user -> {
            Map<String, Object> item = identifier.of(user, answers.person(key, user.getUserId()));
            item.put("qos", QosSummary.of(user));
            return item;
        });
    }

    private static Map<String, Object> sessionUser(UserReport user, Person person) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", user.getUserId());
        item.put("name", orEmpty(person.name()));
        item.put("user_key", orEmpty(user.getUserKey() == null ? person.userKey() : user.getUserKey()));
        return item;
    }

    private static Map<String, Object> participant(UserReport user, Person person) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("participant_id", user.getUserId());
        item.put("id", orEmpty(user.getUserKey() == null ? person.userKey() : user.getUserKey()));
        item.put("user_name", orEmpty(person.name()));
        item.put("email", orEmpty(person.email()));
        return item;
    }

    private Map<String, Object> userQos(SessionKey key, String userId) {
        SamplesView samples = answers.samples(key, userId, null, null).orElseThrow(ZoomController::noSuchSession);
        UserView user = answers.user(key, userId).orElseThrow(ZoomController::noSuchSession);
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", userId);
        item.put("name", orEmpty(user.name()));
        item.put("user_key", orEmpty(user.userKey()));
        item.put("device", orEmpty(user.environment().device()));
        item.put("location", orEmpty(user.environment().location()));
        item.put("network_type", orEmpty(user.environment().networkType()));
        item.put("data_center", orEmpty(user.environment().dataCenter()));
        item.put("version", orEmpty(user.environment().clientVersion()));
        item.put("user_qos", UserQos.of(samples));
        return item;
    }

    private static Map<String, Object> session(SessionView session) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", session.sessionId());
        item.put("session_name", orEmpty(session.name()));
        item.put("start_time", ZoomText.time(session.startTime()));
        item.put("end_time", ZoomText.time(session.endTime()));
        Instant end = session.endTime() == null ? session.lastSampleTime() : session.endTime();
        item.put("duration", ZoomText.duration(Duration.between(session.startTime(), end)));
        item.put("user_count", session.userCount());
        return item;
    }

    private <T> Map<String, Object> paged(
            List<T> all,
            String listName,
            @Nullable Integer pageSize,
            @Nullable String nextPageToken,
            Function<T, Map<String, Object>> show) {
        // qss-reference §4.2: one by default, ten at most.
        int size = pageSize(pageSize, 1, 10);
        int from = offset(nextPageToken);
        int to = Math.min(all.size(), from + size);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("page_size", size);
        answer.put("page_count", (all.size() + size - 1) / size);
        answer.put("total_records", all.size());
        answer.put("next_page_token", to < all.size() ? token(to) : "");
        answer.put(
                listName, all.subList(Math.min(from, to), to).stream().map(show).toList());
        return answer;
    }

    private static String token(int offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("offset " + offset).getBytes(StandardCharsets.US_ASCII));
    }

    private static int offset(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return 0;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            return Math.max(0, Integer.parseInt(text.substring("offset ".length())));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw Refusal.badRequest("next_page_token is none that this API gave.");
        }
    }

    private static int pageSize(@Nullable Integer given, int otherwise, int most) {
        if (given == null) {
            return otherwise;
        }
        if (given < 1) {
            throw Refusal.badRequest("page_size must be from 1 to " + most + ".");
        }
        return Math.min(given, most);
    }

    private static boolean isLive(@Nullable String type) {
        return switch (type == null ? "live" : type) {
            case "live" -> true;
            case "past" -> false;
            default -> throw Refusal.badRequest("type must be past or live.");
        };
    }

    private static @Nullable Instant endOf(@Nullable String to) {
        Instant end = Asked.time("to", to);
        boolean date = to != null && to.length() == "2026-01-01".length();
        return end == null || !date ? end : end.plus(Duration.ofDays(1));
    }

    private SessionKey find(HttpRequest<?> request, String segment, boolean live) {
        SessionKey key = find(request, segment);
        SessionState wanted = live ? SessionState.LIVE : SessionState.ENDED;
        return answers.sessionView(key)
                .filter(session -> session.state() == wanted)
                .map(session -> key)
                .orElseThrow(ZoomController::noSuchSession);
    }

    /** A path decoded once may hold an id that was encoded twice, or one that only looks so. */
    private SessionKey find(HttpRequest<?> request, String segment) {
        String sent = RawPath.after(request, segment);
        return answers.bySessionId(sent)
                .or(() -> answers.bySessionId(RawPath.decode(sent)))
                .orElseThrow(ZoomController::noSuchSession);
    }

    private static Refusal noSuchSession() {
        return Refusal.notFound("Session does not exist: no session of this type has this id.");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
