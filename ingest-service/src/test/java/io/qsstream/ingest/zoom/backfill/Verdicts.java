package io.qsstream.ingest.zoom.backfill;

import io.qsstream.ingest.zoom.settings.HiddenText;
import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Verdicts on sessions, for tests. */
final class Verdicts {

    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    static final ZoomCredentials CREDENTIALS = new ZoomCredentials(
            Optional.of(new ZoomCredentials.ServerToServer("acc", "client", new HiddenText("secret"))),
            Optional.empty());

    static {
        TrustedRecords.trust();
    }

    static CompletenessVerdict partial(String session, int missing, int alerts) {
        return verdict(session, SessionKind.MEETING, Completeness.PARTIAL, missing, alerts, NOW.minusSeconds(600));
    }

    static CompletenessVerdict complete(String session) {
        return verdict(session, SessionKind.MEETING, Completeness.COMPLETE, 0, 0, NOW);
    }

    static CompletenessVerdict verdict(
            String session, SessionKind kind, Completeness verdict, int missing, int alerts, Instant lastGap) {
        return CompletenessVerdict.newBuilder()
                .setAccountId("acc")
                .setSessionId(session)
                .setSessionKind(kind)
                .setVerdict(verdict)
                .setExpectedSamples(100)
                .setReceivedSamples(100 - missing)
                .setGaps(
                        missing == 0
                                ? List.of()
                                : List.of(new SampleGap("u1", lastGap.minusSeconds(120), lastGap, missing)))
                .setGapCount(missing == 0 ? 0 : 1)
                .setAlertCount(alerts)
                .build();
    }

    private Verdicts() {}
}
