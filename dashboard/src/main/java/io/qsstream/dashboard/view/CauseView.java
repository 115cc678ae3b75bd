package io.qsstream.dashboard.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What most likely caused trouble, and what speaks for it. */
public record CauseView(@JsonProperty("class") CauseClass causeClass, double confidence, List<String> evidence) {

    public CauseView {
        evidence = List.copyOf(evidence);
    }

    /** As a record carries it; null where it has none. */
    public static @Nullable CauseView of(@Nullable Cause cause) {
        return cause == null ? null : new CauseView(cause.getClass$(), cause.getConfidence(), cause.getEvidence());
    }
}
