package io.qsstream.processor.normalise;

import io.qsstream.v1.ZoomFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a body says, collected whatever the order of its keys, before anything is decided. */
final class Body {

    /** Epoch milliseconds, {@link Item#NO_TIME} or {@link Times#UNREADABLE}. */
    long eventTs = Item.NO_TIME;

    @Nullable
    String event;

    /** Null where {@code payload} is not an object. */
    @Nullable
    Scope payload;

    /** Null where {@code payload.object} is not an object. */
    @Nullable
    Scope object;

    /** {@code payload} or {@code payload.object}: the official shape uses the second, the flat simplified one the first. */
    static final class Scope {
        private final @Nullable String[] texts = new String[Field.COUNT];
        private long seen;

        /** In order of the document. */
        final List<Leg> legs = new ArrayList<>(2);

        /** Null where there is no {@code metrics} object. */
        @Nullable
        List<Item> metrics;

        /** {@code timestamp} of the simplified shape. */
        long timestamp = Item.NO_TIME;

        boolean first(Field field) {
            boolean first = (seen & field.bit()) == 0;
            seen |= field.bit();
            return first;
        }

        void put(Field field, @Nullable String text) {
            texts[field.ordinal()] = text;
        }

        @Nullable
        String text(Field field) {
            return texts[field.ordinal()];
        }
    }

    /** A {@code participant}, {@code user} or {@code call_qos}. */
    static final class Leg {
        /** Which of the three. */
        final Field source;

        /** Position in its array; -1 where it stands alone. */
        final int index;

        /** Whether it is of a list that Zoom's REST API gave (qss-reference §4.2). */
        boolean rest;

        private final @Nullable String[] texts = new String[Field.COUNT];
        private long seen;
        final List<Item> items = new ArrayList<>(12);

        /** What the {@code data[]} items say, later ones over earlier ones, by {@link Field#ordinal}. */
        private @Nullable String @Nullable [] environment;

        @Nullable
        TreeSet<String> addresses;

        /** Of a summary, in order of the document. */
        final List<ZoomFigure> figures = new ArrayList<>(0);

        Leg(Field source, int index) {
            this.source = source;
            this.index = index;
        }

        boolean first(Field field) {
            boolean first = (seen & field.bit()) == 0;
            seen |= field.bit();
            return first;
        }

        void put(Field field, @Nullable String text) {
            texts[field.ordinal()] = text;
        }

        @Nullable
        String text(Field field) {
            return texts[field.ordinal()];
        }

        @Nullable
        String text(Field field, Field otherwise) {
            String text = text(field);
            return text == null ? text(otherwise) : text;
        }

        void putEnvironment(Field field, String text) {
            if (environment == null) {
                environment = new String[Field.COUNT];
            }
            environment[field.ordinal()] = text;
        }

        @Nullable
        String environment(Field field) {
            return environment == null ? null : environment[field.ordinal()];
        }

        boolean hasEnvironment() {
            return environment != null;
        }
    }
}
