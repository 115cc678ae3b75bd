package io.qsstream.dashboard.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.qsstream.v1.SessionKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One sample that an account sent, with the event that carried it. */
public record QssEventView(
        String eventType,
        String accountId,
        String sessionId,
        SessionKind sessionKind,
        @Nullable String sessionNumber,
        Instant receiptTime,
        @JsonUnwrapped SampleView sample) {}
