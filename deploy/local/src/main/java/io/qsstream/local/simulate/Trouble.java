package io.qsstream.local.simulate;

import java.time.Instant;

/** Trouble that is made for one user, half-open. Far over the thresholds of qss-reference §6: 150 ms, 40 ms, 2 %. */
record Trouble(Kind kind, Instant from, Instant to) {

    enum Kind {
        NONE("NONE"),
        BAD_WIFI("SELF_WIFI"),
        CPU_HOG("SELF_CPU"),
        BROWNOUT("DATA_CENTER"),
        BAD_NETWORK("SELF_NETWORK");

        private final String cause;

        Kind(String cause) {
            this.cause = cause;
        }

        /** The cause class that an explanation should name. */
        String cause() {
            return cause;
        }
    }

    static final Trouble NONE = new Trouble(Kind.NONE, Instant.EPOCH, Instant.EPOCH);

    Kind at(Instant time) {
        return !time.isBefore(from) && time.isBefore(to) ? kind : Kind.NONE;
    }
}
