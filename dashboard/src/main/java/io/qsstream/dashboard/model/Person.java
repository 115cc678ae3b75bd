package io.qsstream.dashboard.model;

import org.jspecify.annotations.Nullable;

/** Who a user is, as the directory says. */
public record Person(
        @Nullable String name,
        @Nullable String email,
        @Nullable String userKey) {

    static final Person UNKNOWN = new Person(null, null, null);

    /** Never a name or an address in a log. */
    @Override
    public String toString() {
        return "Person";
    }
}
