package io.qsstream.ingest.web;

/** What a request is told. */
sealed interface Answer {

    Outcome outcome();

    /** Stored and acknowledged. */
    record Accepted() implements Answer {
        @Override
        public Outcome outcome() {
            return Outcome.ACCEPTED;
        }
    }

    /**
     * A URL validation, answered.
     *
     * @param json the body
     */
    record Challenged(String json) implements Answer {
        @Override
        public Outcome outcome() {
            return Outcome.CHALLENGE;
        }
    }

    /** Not stored, as far as we know. */
    record Refused(Outcome outcome) implements Answer {}
}
