package io.qsstream.local.simulate;

import java.time.Instant;

/** Trouble that is made for one user, half-open. Far over the thresholds of qss-reference §6: 150 ms, 40 ms, 2 %. */
record Trouble(Kind kind, Instant from, Instant to) {

    enum Kind {
        NONE("NONE"),
        BAD_WIFI("SELF_WIFI"),
        CPU_HOG("SELF_CPU"),
        BROWNOUT("DATA_CENTER"),
        BAD_NETWORK("SELF_NETWORK"),
        /** Nothing but what the user sends. */
        BAD_UPLINK("SELF_NETWORK"),
        /** What another sends badly, as it is received. */
        BAD_SENDER("SENDER"),
        BAD_GATEWAY("GATEWAY");

        private final String cause;

        Kind(String cause) {
            this.cause = cause;
        }

        /** The cause class that an explanation should name. */
        String cause() {
            return cause;
        }
    }

    /** What of this trouble one stream has. */
    static Kind of(Kind kind, UserScript.Stream stream) {
        boolean has = switch (kind) {
            case BAD_UPLINK -> stream.isSent();
            case BAD_SENDER -> !stream.isSent() && !stream.media().equals("as");
            case BAD_GATEWAY -> stream.isOfGateway();
            case NONE, BAD_WIFI, CPU_HOG, BROWNOUT, BAD_NETWORK -> true;
        };
        return has ? kind : Kind.NONE;
    }

    static final Trouble NONE = new Trouble(Kind.NONE, Instant.EPOCH, Instant.EPOCH);

    Kind at(Instant time) {
        return !time.isBefore(from) && time.isBefore(to) ? kind : Kind.NONE;
    }
}
