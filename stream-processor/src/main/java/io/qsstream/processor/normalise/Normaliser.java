package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.qsstream.processor.event.Source;
import io.qsstream.processor.merge.IdentityMerge;
import io.qsstream.processor.merge.LegFactMerge;
import io.qsstream.processor.merge.SampleMerge;
import io.qsstream.processor.normalise.EventType.Family;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normalised.Rejection;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.WifiSignal;
import io.qsstream.v1.ZoomFigure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a raw event's body into samples, leg facts and identities, or says why it cannot. Pure, and never throws
 * whatever the bytes.
 *
 * <p>All 14 official events, the simplified {@code qss.*} shapes, and any other event with dated {@code qos[]} items go
 * the same way: {@link BodyReader} collects, this class decides. Nothing is dropped from inside an item: what nobody
 * knows or can read is in {@link QosSample#getExtras}, at most {@value SampleMerge#MAX_EXTRAS} entries of at most
 * {@value Texts#MAX_CHARS} characters. Unknown fields elsewhere may name a person and stay in the raw topic.
 */
public final class Normaliser {

    /** A sample may be this much older than its receipt, and no more. */
    public static final Duration MAX_AGE = Duration.ofHours(24);

    /** The same for what a backfill brought: as far back as the session's other events are still in the raw topic. */
    public static final Duration MAX_BACKFILL_AGE = Topics.RAW_RETENTION;

    /** A sample may be this much ahead of its receipt, and no more. */
    public static final Duration MAX_LEAD = Duration.ofMinutes(5);

    private static final String PARTICIPANT_UUID = "participant_uuid";
    private static final int MAX_EVENT_NAME = 64;
    private static final Comparator<ZoomFigure> BY_TYPE_AND_METRIC = Comparator.comparing(ZoomFigure::getType)
            .thenComparing(ZoomFigure::getMetric)
            .thenComparing(ZoomFigure::getValue);

    private static final Comparator<Item> BY_TIME_AND_TYPE = (one, other) -> {
        int byTime = Long.compare(one.time, other.time);
        return byTime != 0 ? byTime : one.type().name().compareTo(other.type().name());
    };

    /** What a raw record of a webhook says. */
    public static Normalised normalise(@Nullable String key, byte[] body, Instant receiptTime) {
        return normalise(key, body, Source.WEBHOOK, receiptTime);
    }

    /**
     * What a raw record says.
     *
     * @param key the record's key; null where it has none
     * @param body the record's value, exactly as received
     * @param receiptTime the record's time
     */
    public static Normalised normalise(@Nullable String key, byte[] body, Source source, Instant receiptTime) {
        try {
            Body read = BodyReader.read(body);
            return read == null
                    ? rejected(null, Reason.NOT_AN_EVENT, "not an object")
                    : normalise(key, read, source, receiptTime);
        } catch (StreamConstraintsException tooDeep) {
            return rejected(null, Reason.NOT_JSON, "nested deeper than " + BodyReader.MAX_DEPTH + " levels");
        } catch (IOException notJson) {
            // Its message quotes the body, which may name a person.
            return rejected(null, Reason.NOT_JSON, "not a JSON document in UTF-8, " + body.length + " bytes");
        }
    }

    private static Normalised normalise(@Nullable String key, Body body, Source source, Instant receiptTime) {
        String missing = missingPart(body);
        if (missing != null || body.event == null || body.payload == null) {
            return rejected(null, Reason.NOT_AN_EVENT, missing + " is missing");
        }
        SessionKey session = session(body.event, body.payload, body.object);
        if (session != null && (key == null || !Texts.asStored(key).equals(session.toString()))) {
            return rejected(null, Reason.KEY_MISMATCH, "the key is not the session of the body");
        }
        EventType type = EventType.of(body.event);
        Shape shape = shape(type, body.payload, body.object);
        if (shape == Shape.NONE) {
            return rejected(session, Reason.UNSUPPORTED_EVENT, printable(type.name()));
        }
        if (session == null) {
            return rejected(null, Reason.MISSING_SESSION, "no uuid, session_id, call_id or meeting_id");
        }
        Instant earliest = receiptTime.minus(source == Source.BACKFILL ? MAX_BACKFILL_AGE : MAX_AGE);
        return new Event(type, shape, body, body.payload, body.object, session, receiptTime, earliest).normalise();
    }

    /** The part of Zoom's envelope (qss-reference §1.2) that is not there; null where all are. */
    private static @Nullable String missingPart(Body body) {
        if (body.event == null) {
            return "event";
        }
        if (body.payload == null) {
            return "payload";
        }
        // The flat simplified shape has its metrics right in the payload.
        return body.object == null && body.payload.metrics == null ? "payload.object" : null;
    }

    private static @Nullable SessionKey session(String event, Body.Scope payload, Body.@Nullable Scope object) {
        @Nullable String[] ids = new String[SessionKey.IdField.values().length];
        if (object != null) {
            ids[SessionKey.IdField.UUID.ordinal()] = object.text(Field.UUID);
            ids[SessionKey.IdField.SESSION_ID.ordinal()] = object.text(Field.SESSION_ID);
            ids[SessionKey.IdField.CALL_ID.ordinal()] = object.text(Field.CALL_ID);
            ids[SessionKey.IdField.MEETING_ID.ordinal()] = object.text(Field.MEETING_ID);
        }
        if (ids[SessionKey.IdField.MEETING_ID.ordinal()] == null) {
            ids[SessionKey.IdField.MEETING_ID.ordinal()] = payload.text(Field.MEETING_ID);
        }
        return SessionKey.choose(event, payload.text(Field.ACCOUNT_ID), ids);
    }

    /** How an event is to be read. */
    private enum Shape {
        /** {@code qos[]} items, each a measurement at a time. */
        SAMPLES,
        /** {@code data[]} items, or the end of a leg. */
        LEGS,
        /** {@code metrics} of one user at one time. */
        METRICS,
        /** The end of a leg, told in the simplified shape. */
        METRICS_SUMMARY,
        NONE
    }

    private static Shape shape(EventType type, Body.Scope payload, Body.@Nullable Scope object) {
        return switch (type.family()) {
            case QOS -> Shape.SAMPLES;
            case DATA, QOS_SUMMARY, DATA_SUMMARY -> Shape.LEGS;
            case SIMPLIFIED_SUMMARY -> Shape.METRICS_SUMMARY;
            case SIMPLIFIED -> {
                if (payload.metrics != null || (object != null && object.metrics != null)) {
                    yield Shape.METRICS;
                }
                yield hasDatedItem(object) ? Shape.SAMPLES : Shape.NONE;
            }
            // A summary of unknown make has dated items too (phone), but they are no samples.
            case UNKNOWN -> hasDatedItem(object) && !type.isSummary() ? Shape.SAMPLES : Shape.NONE;
        };
    }

    private static boolean hasDatedItem(Body.@Nullable Scope object) {
        return object != null
                && object.legs.stream().anyMatch(leg -> leg.items.stream().anyMatch(item -> item.time != Item.NO_TIME));
    }

    /** The name of an event if it looks like one: whatever else stands there may be anything. */
    private static String printable(String name) {
        boolean isName = name.length() <= MAX_EVENT_NAME
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '_');
        return isName ? name : "an event of unknown name";
    }

    private static Normalised rejected(@Nullable SessionKey session, Reason reason, String detail) {
        return new Normalised(
                session, SessionKind.UNKNOWN, List.of(), List.of(), List.of(), List.of(new Rejection(reason, detail)));
    }

    /** One event of a known session while it is taken apart. */
    private static final class Event {
        private final EventType type;
        private final Shape shape;
        private final Body body;
        private final Body.Scope payload;
        private final Body.@Nullable Scope object;
        private final SessionKey session;
        private final Instant receiptTime;
        private final long earliest;
        private final long latest;
        private final Rejections rejections = new Rejections();
        private List<QosSample> samples = new ArrayList<>(2);
        private List<LegReport> legs = new ArrayList<>(2);
        private List<UserIdentity> identities = new ArrayList<>(2);

        Event(
                EventType type,
                Shape shape,
                Body body,
                Body.Scope payload,
                Body.@Nullable Scope object,
                SessionKey session,
                Instant receiptTime,
                Instant earliest) {
            this.type = type;
            this.shape = shape;
            this.body = body;
            this.payload = payload;
            this.object = object;
            this.session = session;
            this.receiptTime = receiptTime;
            this.earliest = earliest.toEpochMilli();
            this.latest = receiptTime.plus(MAX_LEAD).toEpochMilli();
        }

        Normalised normalise() {
            switch (shape) {
                case METRICS -> readMetrics();
                case METRICS_SUMMARY -> readSimplifiedSummary();
                default -> readLegs();
            }
            return new Normalised(session, type.kind(), samples, legs, identities, rejections.toList());
        }

        private void readLegs() {
            if (body.eventTs == Item.NO_TIME || body.eventTs == Times.UNREADABLE) {
                rejections.add(Reason.MISSING_EVENT_TS, "event_ts");
                return;
            }
            List<Body.Leg> bodyLegs = object == null ? List.of() : object.legs;
            if (bodyLegs.isEmpty()) {
                rejections.add(Reason.MISSING_USER, "no participant, user or call_qos");
                return;
            }
            if (bodyLegs.size() > 1) {
                bodyLegs = new ArrayList<>(bodyLegs);
                // Whatever the order of the keys.
                bodyLegs.sort(Comparator.comparing(leg -> leg.source));
            }
            for (Body.Leg leg : bodyLegs) {
                String userId = userId(leg);
                if (userId == null) {
                    rejections.add(Reason.MISSING_USER, path(leg));
                    continue;
                }
                String userKey = userKey(leg);
                if (shape == Shape.SAMPLES) {
                    readSamples(leg, userId, userKey);
                } else {
                    readLegFact(leg, userId);
                }
                readIdentity(leg, userId, userKey);
            }
            if (bodyLegs.size() > 1) {
                uniteUsers();
            }
        }

        /** Phone summaries list several legs; nothing keeps two of them from being of one user. */
        private void uniteUsers() {
            samples =
                    united(samples, sample -> List.of(sample.getUserId(), sample.getSampleTime()), SampleMerge::merge);
            legs = united(
                    legs,
                    leg -> List.of(leg.userId(), leg.fact().getTime()),
                    (known, more) -> new LegReport(
                            known.userId(),
                            LegFactMerge.merge(known.fact(), more.fact()),
                            Stream.concat(known.figures().stream(), more.figures().stream())
                                    .toList()));
            identities = united(identities, identity -> List.of(identity.getUserId()), IdentityMerge::merge);
        }

        private static <T> List<T> united(List<T> all, Function<T, Object> key, BinaryOperator<T> merge) {
            Map<Object, T> byKey = new LinkedHashMap<>();
            for (T one : all) {
                byKey.merge(key.apply(one), one, merge);
            }
            return byKey.size() == all.size() ? all : new ArrayList<>(byKey.values());
        }

        /** The user's number within the session: qss-reference §2, identity map. */
        private @Nullable String userId(Body.Leg leg) {
            return switch (leg.source) {
                case PARTICIPANT ->
                    type.family() == Family.QOS || type.family() == Family.UNKNOWN
                            ? leg.text(Field.USER_ID, Field.PARTICIPANT_ID)
                            : leg.text(Field.PARTICIPANT_ID, Field.USER_ID);
                // The call's summary says user_id where its real-time event says id.
                default -> leg.text(Field.ID, Field.USER_ID);
            };
        }

        /** The identity that survives a re-join: qss-reference §2, identity map. */
        private @Nullable String userKey(Body.Leg leg) {
            return switch (leg.source) {
                case PARTICIPANT ->
                    type.family() == Family.QOS_SUMMARY || leg.rest
                            ? leg.text(Field.PARTICIPANT_USER_ID, Field.ID)
                            : leg.text(Field.PARTICIPANT_USER_ID);
                case USER -> leg.text(Field.USER_KEY);
                default -> null;
            };
        }

        private void readSamples(Body.Leg leg, String userId, @Nullable String userKey) {
            List<Item> usable = new ArrayList<>(leg.items.size());
            boolean sorted = true;
            Item before = null;
            for (Item item : leg.items) {
                boolean dated = item.time != Item.NO_TIME;
                if (!dated) {
                    item.time = body.eventTs;
                }
                if (item.time == Times.UNREADABLE) {
                    rejections.add(Reason.UNREADABLE_TIME, path(leg, item));
                } else if (isOutOfRange(item.time)) {
                    rejections.add(Reason.TIME_OUT_OF_RANGE, dated ? path(leg, item) : "event_ts");
                } else {
                    sorted = sorted && (before == null || BY_TIME_AND_TYPE.compare(before, item) <= 0);
                    usable.add(item);
                    before = item;
                }
            }
            if (!sorted) {
                usable.sort(BY_TIME_AND_TYPE);
            }
            // REST has one where the webhooks have none: what was known already must stay as it is.
            String participantUuid = leg.rest ? null : leg.text(Field.PARTICIPANT_UUID);
            if (participantUuid == null && object != null) {
                participantUuid = object.text(Field.PARTICIPANT_UUID);
            }
            addSamples(usable, userId, userKey, participantUuid);
        }

        /** One sample per time, from items in order of time and type. */
        private void addSamples(
                List<Item> items, String userId, @Nullable String userKey, @Nullable String participantUuid) {
            int from = 0;
            while (from < items.size()) {
                long time = items.get(from).time;
                int to = from + 1;
                while (to < items.size() && items.get(to).time == time) {
                    to++;
                }
                samples.add(sample(items.subList(from, to), time, userId, userKey, participantUuid));
                from = to;
            }
        }

        private QosSample sample(
                List<Item> items,
                long time,
                String userId,
                @Nullable String userKey,
                @Nullable String participantUuid) {
            List<StreamQos> streams = new ArrayList<>(items.size());
            CpuUsage cpu = null;
            WifiSignal wifi = null;
            TreeSet<String> notifications = null;
            TreeMap<String, String> extras = null;
            for (Item item : items) {
                addStream(streams, item);
                cpu = SampleMerge.merge(cpu, item.cpu());
                wifi = SampleMerge.merge(wifi, item.wifi());
                if (item.notifications != null) {
                    notifications = notifications == null ? new TreeSet<>() : notifications;
                    notifications.addAll(item.notifications);
                }
                if (item.hasExtras()) {
                    TreeMap<String, String> kept = extras == null ? new TreeMap<>() : extras;
                    item.forEachExtra((extra, text) -> addExtra(kept, extra, text));
                    extras = kept;
                }
            }
            if (participantUuid != null) {
                extras = extras == null ? new TreeMap<>() : extras;
                addExtra(extras, PARTICIPANT_UUID, Texts.bounded(participantUuid));
            }
            while (notifications != null && notifications.size() > SampleMerge.MAX_NOTIFICATIONS) {
                notifications.pollLast();
            }
            return new QosSample(
                    session.accountId(),
                    session.sessionId(),
                    type.kind(),
                    object == null ? null : object.text(Field.ID),
                    userId,
                    userKey,
                    Instant.ofEpochMilli(time),
                    1,
                    receiptTime,
                    type.name(),
                    streams,
                    cpu,
                    wifi,
                    notifications == null ? List.of() : List.copyOf(notifications),
                    extras == null ? Map.of() : extras,
                    false);
        }

        private void addStream(List<StreamQos> streams, Item item) {
            StreamType streamType = item.type();
            // Fields beside the blocks of the simplified metrics are a stream only if they say something of one.
            boolean besideBlocks = shape == Shape.METRICS && streamType.equals(StreamType.UNSPECIFIED);
            if (!streamType.isStream() || (besideBlocks && !item.speaksOfStream())) {
                return;
            }
            // A call has nothing but sound, whatever the type of a leg's stream is called.
            StreamQos stream = item.stream(type.kind() == SessionKind.PHONE_CALL ? Media.AUDIO : streamType.media());
            int last = streams.size() - 1;
            if (last >= 0 && streams.get(last).getType().equals(stream.getType())) {
                streams.set(last, SampleMerge.merge(streams.get(last), stream));
            } else {
                streams.add(stream);
            }
        }

        private static void addExtra(TreeMap<String, String> extras, String extra, String text) {
            extras.merge(extra, text, (known, more) -> known.compareTo(more) < 0 ? more : known);
            if (extras.size() > SampleMerge.MAX_EXTRAS) {
                extras.pollLastEntry();
            }
        }

        private void readLegFact(Body.Leg leg, String userId) {
            if (isOutOfRange(body.eventTs)) {
                rejections.add(Reason.TIME_OUT_OF_RANGE, "event_ts");
                return;
            }
            Instant time = Instant.ofEpochMilli(body.eventTs);
            if (type.isSummary()) {
                leg.figures.sort(BY_TYPE_AND_METRIC);
                // REST's summary has figures and no time of leaving; the event's time is that of asking.
                legs.add(new LegReport(userId, leg.rest ? nothing(time) : left(time), leg.figures));
            } else if (leg.hasEnvironment()) {
                LegFact fact = new LegFact(
                        time,
                        leg.environment(Field.LOCATION),
                        leg.environment(Field.NETWORK_TYPE),
                        leg.environment(Field.DEVICE),
                        leg.environment(Field.DATA_CENTER),
                        leg.environment(Field.CONNECTION_TYPE),
                        leg.environment(Field.VERSION),
                        leg.environment(Field.SIGNALING_IP_ADDRESS),
                        false);
                legs.add(new LegReport(userId, fact));
            }
        }

        private static LegFact left(Instant time) {
            return new LegFact(time, null, null, null, null, null, null, null, true);
        }

        private static LegFact nothing(Instant time) {
            return new LegFact(time, null, null, null, null, null, null, null, false);
        }

        private void readIdentity(Body.Leg leg, String userId, @Nullable String userKey) {
            String name = notBlank(leg.text(Field.USER_NAME, Field.NAME));
            String email = notBlank(leg.text(Field.EMAIL, Field.USER_EMAIL));
            String sessionName = object == null ? null : notBlank(object.text(Field.SESSION_NAME));
            if (name == null && email == null && sessionName == null && leg.addresses == null) {
                return;
            }
            identities.add(new UserIdentity(
                    session.accountId(),
                    session.sessionId(),
                    userId,
                    userKey,
                    name,
                    email,
                    sessionName,
                    leg.addresses == null ? List.of() : List.copyOf(leg.addresses)));
        }

        private static @Nullable String notBlank(@Nullable String text) {
            return text == null || text.isBlank() ? null : Texts.bounded(text);
        }

        /**
         * The simplified shape has no event_ts (qss-reference §1.7). Its time is its {@code timestamp}, else an event_ts
         * all the same, else its receipt: a body of the last sort that is delivered twice counts twice.
         */
        private void readMetrics() {
            String participantId = simplified(Field.PARTICIPANT_ID);
            String userId = participantId == null ? simplified(Field.USER_ID) : participantId;
            if (userId == null) {
                rejections.add(Reason.MISSING_USER, "no participant_id or user_id");
                return;
            }
            String userKey = participantId == null ? null : simplified(Field.USER_ID);
            List<Item> items = object != null && object.metrics != null ? object.metrics : payload.metrics;
            if (items == null || items.isEmpty()) {
                return;
            }
            String timePath = timePath();
            long time = simplifiedTime();
            if (time == Times.UNREADABLE) {
                rejections.add(Reason.UNREADABLE_TIME, timePath);
                return;
            }
            if (isOutOfRange(time)) {
                rejections.add(Reason.TIME_OUT_OF_RANGE, timePath);
                return;
            }
            for (Item item : items) {
                item.time = time;
            }
            items.sort(BY_TIME_AND_TYPE);
            addSamples(items, userId, userKey, simplified(Field.PARTICIPANT_UUID));
        }

        private void readSimplifiedSummary() {
            String participantId = simplified(Field.PARTICIPANT_ID);
            String userId = participantId == null ? simplified(Field.USER_ID) : participantId;
            if (userId == null) {
                rejections.add(Reason.MISSING_USER, "no participant_id or user_id");
                return;
            }
            long time = simplifiedTime();
            if (time == Times.UNREADABLE) {
                rejections.add(Reason.UNREADABLE_TIME, timePath());
            } else if (isOutOfRange(time)) {
                rejections.add(Reason.TIME_OUT_OF_RANGE, timePath());
            } else {
                legs.add(new LegReport(userId, left(Instant.ofEpochMilli(time))));
            }
        }

        private long simplifiedTime() {
            if (object != null && object.timestamp != Item.NO_TIME) {
                return object.timestamp;
            }
            if (payload.timestamp != Item.NO_TIME) {
                return payload.timestamp;
            }
            return body.eventTs == Item.NO_TIME ? receiptTime.toEpochMilli() : body.eventTs;
        }

        private String timePath() {
            boolean timestamp =
                    payload.timestamp != Item.NO_TIME || (object != null && object.timestamp != Item.NO_TIME);
            return timestamp ? "timestamp" : "event_ts";
        }

        private @Nullable String simplified(Field field) {
            String text = object == null ? null : object.text(field);
            return text == null ? payload.text(field) : text;
        }

        private boolean isOutOfRange(long time) {
            return time < earliest || time > latest;
        }

        private static String path(Body.Leg leg) {
            String source = switch (leg.source) {
                case PARTICIPANT -> "participant";
                case USER -> "user";
                default -> "call_qos";
            };
            return leg.index < 0 ? source : source + '[' + leg.index + ']';
        }

        private static String path(Body.Leg leg, Item item) {
            String itemPath = item.index < 0 ? "qos.date_time" : "qos[" + item.index + "].date_time";
            return leg.index < 0 ? itemPath : path(leg) + '.' + itemPath;
        }
    }

    private Normaliser() {}
}
