package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qsstream.processor.merge.IdentityMerge;
import io.qsstream.processor.normalise.Detail.Subject;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.Quality;
import io.qsstream.v1.ZoomFigure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body's bytes in one pass, without a tree: every event of every session goes through here. Key order is
 * arbitrary at every level (qss-reference §3), so this class only collects; {@link Normaliser} decides. The first
 * occurrence of a duplicate key wins, as it does where the ingest service picks the session.
 */
final class BodyReader {

    /** Levels of nesting that a body may have. */
    static final int MAX_DEPTH = 1_000;

    /** Of one user's summary: 23 types of at most 15 figures each (qss-reference §1.3). */
    private static final int MOST_FIGURES = 512;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Names of strangers do not belong in the JVM's string table; the parser's own symbol table is bounded.
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            // The body is bounded by the ingest service. A long number or name is odd, not broken.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final NamesInOrder<Detail> DETAILS = new NamesInOrder<>(Detail::of, Detail.COUNT + 1);

    /** The names around them; which came first stands for each kind of object behind them. */
    private static final NamesInOrder<Field> FIELDS = new NamesInOrder<>(Field::of, Field.COUNT + 3);

    private static final int SCOPE = Field.COUNT;
    private static final int LEG = Field.COUNT + 1;
    private static final int ITEM = Field.COUNT + 2;

    private final JsonParser json;
    private final Body body = new Body();

    private final boolean ofSummary;
    /** Whether items were read before it was known what they are. */
    private boolean itemsBeforeEvent;

    private BodyReader(JsonParser json, boolean ofSummary) {
        this.json = json;
        this.ofSummary = ofSummary;
    }

    /**
     * What a body says; null where it is JSON but not an object.
     *
     * @throws IOException where it is not JSON in UTF-8
     */
    static @Nullable Body read(byte[] bytes) throws IOException {
        return read(bytes, false);
    }

    private static @Nullable Body read(byte[] bytes, boolean ofSummary) throws IOException {
        int start = startsWithBom(bytes) ? 3 : 0;
        refuseOtherEncodings(bytes, start);
        try (JsonParser json = JSON.createParser(bytes, start, bytes.length - start)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new IOException("empty");
            }
            BodyReader reader = new BodyReader(json, ofSummary);
            Body body = null;
            if (first == JsonToken.START_OBJECT) {
                body = reader.readBody();
            } else {
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new IOException("more than one document");
            }
            // The order of keys means nothing: a summary that says so after its items is read again.
            boolean again = reader.itemsBeforeEvent && !ofSummary && isSummary(body);
            return again ? read(bytes, true) : body;
        }
    }

    private static boolean isSummary(@Nullable Body body) {
        return body != null && body.event != null && EventType.of(body.event).isSummary();
    }

    private static boolean startsWithBom(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /** The parser would guess UTF-16 and UTF-32 from zero bytes and byte order marks; RFC 8259 §8.1 knows UTF-8 alone. */
    private static void refuseOtherEncodings(byte[] bytes, int start) throws IOException {
        for (int i = start; i < Math.min(bytes.length, start + 4); i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                throw new IOException("not UTF-8");
            }
        }
    }

    private Body readBody() throws IOException {
        boolean event = false;
        boolean eventTs = false;
        boolean payload = false;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            switch (Field.of(name)) {
                case EVENT -> {
                    if (!event && token == JsonToken.VALUE_STRING) {
                        body.event = readText(token);
                    }
                    event = true;
                    json.skipChildren();
                }
                case EVENT_TS -> {
                    if (!eventTs) {
                        body.eventTs = readEventTs(token);
                    }
                    eventTs = true;
                    json.skipChildren();
                }
                case PAYLOAD -> {
                    if (!payload && token == JsonToken.START_OBJECT) {
                        body.payload = readScope(true);
                    } else {
                        json.skipChildren();
                    }
                    payload = true;
                }
                default -> json.skipChildren();
            }
        }
        return body;
    }

    private Body.Scope readScope(boolean isPayload) throws IOException {
        Body.Scope scope = new Body.Scope();
        for (Field field = FIELDS.next(json, SCOPE); field != null; field = FIELDS.next(json, field.ordinal())) {
            JsonToken token = json.nextToken();
            if (field == Field.OTHER || !scope.first(field)) {
                json.skipChildren();
                continue;
            }
            switch (field) {
                case OBJECT -> {
                    if (isPayload && token == JsonToken.START_OBJECT) {
                        body.object = readScope(false);
                    } else {
                        json.skipChildren();
                    }
                }
                case PARTICIPANT, USER, CALL_QOS -> readLegs(token, field, scope);
                case PARTICIPANTS -> readRestLegs(token, Field.PARTICIPANT, scope);
                case USERS -> readRestLegs(token, Field.USER, scope);
                case METRICS -> readMetrics(token, scope);
                case TIMESTAMP -> scope.timestamp = readTime(token);
                default -> scope.put(field, readText(token));
            }
        }
        return scope;
    }

    private void readLegs(JsonToken token, Field source, Body.Scope scope) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            scope.legs.add(readLeg(new Body.Leg(source, -1)));
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.START_OBJECT) {
                    scope.legs.add(readLeg(new Body.Leg(source, index)));
                } else {
                    json.skipChildren();
                }
                index++;
            }
        }
    }

    private void readRestLegs(JsonToken token, Field source, Body.Scope scope) throws IOException {
        int known = scope.legs.size();
        readLegs(token, source, scope);
        for (Body.Leg leg : scope.legs.subList(known, scope.legs.size())) {
            leg.rest = true;
        }
    }

    private Body.Leg readLeg(Body.Leg leg) throws IOException {
        for (Field field = FIELDS.next(json, LEG); field != null; field = FIELDS.next(json, field.ordinal())) {
            JsonToken token = json.nextToken();
            if (field == Field.OTHER || !leg.first(field)) {
                json.skipChildren();
                continue;
            }
            switch (field) {
                case QOS -> readItems(token, leg);
                case USER_QOS -> readMinutes(token, leg);
                case DATA -> readEnvironment(token, leg);
                default -> leg.put(field, readText(token));
            }
        }
        return leg;
    }

    private void readItems(JsonToken token, Body.Leg leg) throws IOException {
        itemsBeforeEvent |= body.event == null;
        if (ofSummary || isSummary(body)) {
            readFigures(token, leg); // Figures over the whole leg are no sample.
        } else if (token == JsonToken.START_OBJECT) {
            leg.items.add(readItem(new Item(-1, null)));
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.START_OBJECT) {
                    leg.items.add(readItem(new Item(index, null)));
                } else {
                    json.skipChildren();
                }
                index++;
            }
        }
    }

    private void readFigures(JsonToken token, Body.Leg leg) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            readFigures(leg);
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.START_OBJECT) {
                    readFigures(leg);
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    /** One item of a summary; what is no figure, or cannot be read, is passed over: Zoom's summary decides nothing of ours. */
    private void readFigures(Body.Leg leg) throws IOException {
        String type = "";
        List<ZoomFigure> figures = new ArrayList<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                type = Texts.bounded(json.getText());
            } else if (name.equals("details") && token == JsonToken.START_OBJECT) {
                for (String detail = json.nextFieldName(); detail != null; detail = json.nextFieldName()) {
                    JsonToken value = json.nextToken();
                    SummaryDetail figure = SummaryDetail.of(detail);
                    if (figure == null || !value.isScalarValue()) {
                        json.skipChildren();
                        continue;
                    }
                    double number = value.isNumeric()
                            ? Units.readNumber(
                                    json.getTextCharacters(),
                                    json.getTextOffset(),
                                    json.getTextLength(),
                                    figure.dimension())
                            : Units.read(json.getText(), figure.dimension());
                    if (Units.isValue(number) && figures.size() < MOST_FIGURES) {
                        figures.add(new ZoomFigure("", figure.metric(), number));
                    }
                }
            } else {
                json.skipChildren();
            }
        }
        for (ZoomFigure figure : figures) {
            if (leg.figures.size() < MOST_FIGURES) {
                figure.setType(type);
                leg.figures.add(figure);
            }
        }
    }

    /** REST's {@code user_qos}: one element per minute, its blocks keyed by type (qss-reference §4.2). */
    private void readMinutes(JsonToken token, Body.Leg leg) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            readMinute(leg, -1);
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.START_OBJECT) {
                    readMinute(leg, index);
                } else {
                    json.skipChildren();
                }
                index++;
            }
        }
    }

    private void readMinute(Body.Leg leg, int index) throws IOException {
        int first = leg.items.size();
        long time = Item.NO_TIME;
        boolean timeSeen = false;
        Set<String> blocks = new HashSet<>();
        Item beside = new Item(index, StreamType.of("user_qos"));
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (name.equals("date_time")) {
                long read = readTime(token);
                time = timeSeen ? time : read;
                timeSeen = true;
            } else if (token == JsonToken.START_OBJECT && blocks.add(name)) {
                // The webhook has both in one item of type cpu_usage.
                Item block = new Item(index, StreamType.of(name.equals("cpu_pressure_level") ? "cpu_usage" : name));
                readDetails(block);
                if (!block.hasNoValue()) {
                    leg.items.add(block);
                }
            } else if (token == JsonToken.START_OBJECT) {
                json.skipChildren();
            } else if (token != JsonToken.VALUE_NULL
                    && !(token == JsonToken.VALUE_STRING && json.getText().isBlank())) {
                beside.keepOfItem(name, verbatim(token));
            }
        }
        if (!beside.hasNoValue()) {
            leg.items.add(beside);
        }
        for (Item item : leg.items.subList(first, leg.items.size())) {
            // The event's own time is that of asking.
            item.time = time == Item.NO_TIME ? Times.UNREADABLE : time;
        }
    }

    private Item readItem(Item item) throws IOException {
        for (Field field = FIELDS.next(json, ITEM); field != null; field = FIELDS.next(json, field.ordinal())) {
            String name =
                    field == Field.OTHER ? json.currentName() : field.jsonName().getValue();
            JsonToken token = json.nextToken();
            switch (field) {
                case TYPE, DATE_TIME, DETAILS -> {
                    if (!item.first(field)) {
                        json.skipChildren();
                    } else if (field == Field.TYPE) {
                        readType(token, item);
                    } else if (field == Field.DATE_TIME) {
                        item.time = readTime(token);
                    } else if (token == JsonToken.START_OBJECT) {
                        readDetails(item);
                    } else if (token != JsonToken.VALUE_NULL) {
                        item.keepOfItem(name, verbatim(token));
                    }
                }
                default -> {
                    if (token != JsonToken.VALUE_NULL) {
                        item.keepOfItem(name, verbatim(token));
                    }
                }
            }
        }
        return item;
    }

    private void readType(JsonToken token, Item item) throws IOException {
        item.type = StreamType.UNSPECIFIED;
        if (token.isStructStart()) {
            item.keepOfItem("type", verbatim(token));
        } else if (token != JsonToken.VALUE_NULL && json.getTextLength() > 0) {
            item.type = StreamType.of(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
        }
    }

    private void readDetails(Item item) throws IOException {
        Detail detail = DETAILS.next(json, Detail.COUNT);
        while (json.hasToken(JsonToken.FIELD_NAME)) {
            String name =
                    detail == null ? json.currentName() : detail.jsonName().getValue();
            readDetail(item, detail, name, json.nextToken());
            detail = DETAILS.next(json, detail == null ? Detail.COUNT : detail.ordinal());
        }
    }

    private void readDetail(Item item, @Nullable Detail detail, String name, JsonToken token) throws IOException {
        if (detail == null) {
            if (token != JsonToken.VALUE_NULL) {
                item.keepOfDetails(name, verbatim(token));
            }
            return;
        }
        if (!item.first(detail)) {
            json.skipChildren();
            return;
        }
        if (detail == Detail.QUALITY && token == JsonToken.START_OBJECT) {
            readNestedQuality(item);
            return;
        }
        if (detail == Detail.NETWORK_NOTIFICATION) {
            readNotification(item, name, token);
            return;
        }
        readValue(item, detail, name, token);
    }

    /** webinar.participant_qos declares {@code quality} as an object that holds it (qss-reference §1.3). */
    private void readNestedQuality(Item item) throws IOException {
        boolean seen = false;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (name.equals("quality")) {
                if (seen) {
                    json.skipChildren();
                } else {
                    readValue(item, Detail.QUALITY, name, token);
                }
                seen = true;
            } else if (token != JsonToken.VALUE_NULL) {
                item.keepOfDetails("quality." + name, verbatim(token));
            }
        }
    }

    private void readNotification(Item item, String name, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.VALUE_STRING && !json.getText().isBlank()) {
                    item.notify(json.getText());
                } else {
                    json.skipChildren();
                }
            }
        } else if (token == JsonToken.VALUE_STRING) {
            if (!json.getText().isBlank()) {
                item.notify(json.getText());
            }
        } else if (token != JsonToken.VALUE_NULL) {
            item.keepOfDetails(name, verbatim(token));
        }
    }

    private void readValue(Item item, Detail detail, String name, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        boolean isText = token == JsonToken.VALUE_STRING;
        boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (!isText && !isNumber) {
            item.keepOfDetails(name, verbatim(token));
            return;
        }
        char[] chars = json.getTextCharacters();
        int offset = json.getTextOffset();
        int length = json.getTextLength();
        int from = Units.skipSpace(chars, offset, offset + length);
        int to = Units.trimEnd(chars, from, offset + length);
        if (Units.isAbsent(chars, from, to)) {
            return;
        }
        if (detail.subject == Subject.STREAM) {
            if (item.type == null) {
                item.keepIfStray(name, new String(chars, offset, length));
            } else if (!item.type.isStream()) {
                item.keepOfDetails(name, new String(chars, offset, length));
                return;
            }
        } else if (detail.subject == Subject.WIFI && detail != Detail.RSSI_UNIT) {
            if (!item.has(Detail.RSSI_UNIT) || item.foreignRssiUnit) {
                item.keepIfForeignUnit(detail, new String(chars, offset, length));
            }
        }
        if (!store(item, detail, chars, offset, length, from, to, isNumber)) {
            item.keepOfDetails(name, new String(chars, offset, length));
        }
    }

    /** Whether the value could be read. */
    private static boolean store(
            Item item, Detail detail, char[] chars, int offset, int length, int from, int to, boolean isNumber) {
        if (detail.dimension != null) {
            double value = isNumber
                    ? Units.readNumber(chars, offset, length, detail.dimension)
                    : Units.read(chars, offset, length, detail.dimension);
            item.numbers[detail.ordinal()] = value;
            return Units.isValue(value);
        }
        switch (detail) {
            case RESOLUTION -> {
                item.size = Units.readSize(chars, offset, length);
                return item.size >= 0;
            }
            case QUALITY -> {
                item.quality = quality(chars, from, to);
                return item.quality != null;
            }
            case NETWORK -> {
                item.network = Texts.bounded(new String(chars, from, to - from));
                return true;
            }
            case RSSI_UNIT -> {
                item.foreignRssiUnit = !Units.equalsIgnoreCase(chars, from, to, "dbm");
                return !item.foreignRssiUnit;
            }
            default -> {
                CpuPressure pressure = pressure(chars, from, to);
                switch (detail) {
                    case SYSTEM_MIN_PRESSURE -> item.minPressure = pressure;
                    case SYSTEM_AVG_PRESSURE -> item.avgPressure = pressure;
                    default -> item.maxPressure = pressure;
                }
                return pressure != null;
            }
        }
    }

    private static @Nullable Quality quality(char[] text, int from, int to) {
        if (Units.equalsIgnoreCase(text, from, to, "good")) {
            return Quality.GOOD;
        }
        if (Units.equalsIgnoreCase(text, from, to, "fair")) {
            return Quality.FAIR;
        }
        if (Units.equalsIgnoreCase(text, from, to, "poor")) {
            return Quality.POOR;
        }
        return Units.equalsIgnoreCase(text, from, to, "bad") ? Quality.BAD : null;
    }

    private static @Nullable CpuPressure pressure(char[] text, int from, int to) {
        if (Units.equalsIgnoreCase(text, from, to, "normal")
                || Units.equalsIgnoreCase(text, from, to, "nominal")) { // W3C's word for it, qss-reference §1.6
            return CpuPressure.NORMAL;
        }
        if (Units.equalsIgnoreCase(text, from, to, "fair")) {
            return CpuPressure.FAIR;
        }
        if (Units.equalsIgnoreCase(text, from, to, "serious")) {
            return CpuPressure.SERIOUS;
        }
        return Units.equalsIgnoreCase(text, from, to, "critical") ? CpuPressure.CRITICAL : null;
    }

    /** Blocks per medium, and fields that stand beside them or, in the flat shape, alone. */
    private void readMetrics(JsonToken token, Body.Scope scope) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        scope.metrics = new ArrayList<>(4);
        Item beside = new Item(-1, StreamType.UNSPECIFIED);
        Set<String> blocks = new HashSet<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value != JsonToken.START_OBJECT) {
                readDetail(beside, Detail.of(name), name, value);
            } else if (blocks.add(name)) {
                Item block = new Item(-1, StreamType.of(name));
                readDetails(block);
                scope.metrics.add(block);
            } else {
                json.skipChildren();
            }
        }
        if (!beside.isEmpty()) {
            scope.metrics.add(beside);
        }
    }

    private void readEnvironment(JsonToken token, Body.Leg leg) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            readEnvironmentItem(leg);
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                if (next == JsonToken.START_OBJECT) {
                    readEnvironmentItem(leg);
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private void readEnvironmentItem(Body.Leg leg) throws IOException {
        long seen = 0;
        String location = null;
        String deprecatedLocation = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            Field field = Field.of(name);
            boolean first = field == Field.OTHER || (seen & field.bit()) == 0;
            seen |= field.bit();
            boolean isAddress = name.endsWith("_ip_address") && !name.startsWith("destination");
            if (!first || (field == Field.OTHER && !isAddress)) {
                json.skipChildren();
                continue;
            }
            String text = readText(token);
            if (text == null || text.isBlank()) {
                continue;
            }
            text = Texts.bounded(text.strip());
            switch (field) {
                case LOCATION -> location = text;
                case DEPRECATED_LOCATION -> deprecatedLocation = text;
                case NETWORK_TYPE, DEVICE, DATA_CENTER, CONNECTION_TYPE, VERSION -> leg.putEnvironment(field, text);
                case SIGNALING_IP_ADDRESS -> {
                    addAddress(leg, text);
                    String prefix = NetworkPrefix.of(text);
                    if (prefix != null) {
                        leg.putEnvironment(field, prefix);
                    }
                }
                case OTHER -> addAddress(leg, text);
                default -> {}
            }
        }
        if (location != null || deprecatedLocation != null) {
            leg.putEnvironment(Field.LOCATION, location != null ? location : String.valueOf(deprecatedLocation));
        }
    }

    private static void addAddress(Body.Leg leg, String address) {
        if (leg.addresses == null) {
            leg.addresses = new TreeSet<>();
        }
        leg.addresses.add(address);
        if (leg.addresses.size() > IdentityMerge.MAX_ADDRESSES) {
            leg.addresses.pollLast();
        }
    }

    /** Text of a string or number; null where there is none, or it is empty, or it is something else. */
    private @Nullable String readText(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            String text = json.getText();
            return text.isEmpty() ? null : Texts.asStored(text);
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** An ISO time; one that is there but is no such text is unreadable. */
    private long readTime(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Item.NO_TIME;
        }
        if (token != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return Times.UNREADABLE;
        }
        char[] chars = json.getTextCharacters();
        int end = json.getTextOffset() + json.getTextLength();
        int from = Units.skipSpace(chars, json.getTextOffset(), end);
        int to = Units.trimEnd(chars, from, end);
        return from == to ? Item.NO_TIME : Times.read(chars, from, to);
    }

    /** Epoch milliseconds, as a number or its text, or an ISO time. */
    private long readEventTs(JsonToken token) throws IOException {
        boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (!isNumber && token != JsonToken.VALUE_STRING) {
            return readTime(token);
        }
        char[] chars = json.getTextCharacters();
        int end = json.getTextOffset() + json.getTextLength();
        int from = Units.skipSpace(chars, json.getTextOffset(), end);
        int to = Units.trimEnd(chars, from, end);
        long millis = 0;
        int at = from;
        while (at < to && chars[at] >= '0' && chars[at] <= '9' && at - from < 18) {
            millis = millis * 10 + (chars[at++] - '0');
        }
        if (at == to && at > from) {
            return millis;
        }
        if (isNumber) {
            // 1.795184464318E12 is the same JSON number; beyond 2^53 a double is no longer one millisecond.
            double value = to - from > 40 ? Double.NaN : Double.parseDouble(new String(chars, from, to - from));
            return value == Math.rint(value) && Math.abs(value) <= 1L << 53 ? (long) value : Times.UNREADABLE;
        }
        return from == to ? Item.NO_TIME : Times.read(chars, from, to);
    }

    /** A scalar's text as it stands; compact JSON of an object or array, as far as it is kept. */
    private String verbatim(JsonToken token) throws IOException {
        if (!token.isStructStart()) {
            return json.getText();
        }
        StringBuilder text = new StringBuilder();
        int depth = 0;
        boolean comma = false;
        JsonToken next = token;
        do {
            boolean room = text.length() <= Texts.MAX_CHARS;
            if (next.isStructEnd()) {
                depth--;
            }
            if (room) {
                if (comma && !next.isStructEnd()) {
                    text.append(',');
                }
                append(text, next);
            }
            if (next.isStructStart()) {
                depth++;
            }
            comma = !next.isStructStart() && next != JsonToken.FIELD_NAME;
            next = depth > 0 ? json.nextToken() : null;
        } while (next != null);
        return text.toString();
    }

    private void append(StringBuilder text, JsonToken token) throws IOException {
        switch (token) {
            case VALUE_STRING -> quote(text, json.getText());
            case FIELD_NAME -> {
                quote(text, json.currentName());
                text.append(':');
            }
            default -> text.append(json.getText());
        }
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }
}
