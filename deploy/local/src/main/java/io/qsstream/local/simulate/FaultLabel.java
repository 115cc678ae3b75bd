package io.qsstream.local.simulate;

import java.time.Instant;
import java.util.List;

/**
 * What was made to go wrong: the truth that alerts and causes can be checked against.
 *
 * @param userIds whom it hits, none where it hits nobody's quality
 * @param dataCenter of those it hits, where that is what they share; else empty
 * @param expectedCause name of a cause class of the contract; NONE where quality stays good
 */
public record FaultLabel(
        String accountId,
        String sessionId,
        String scenario,
        String fault,
        List<String> userIds,
        String dataCenter,
        Instant from,
        Instant to,
        String expectedCause) {}
