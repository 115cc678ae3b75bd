package io.qsstream.processor.report;

import io.qsstream.v1.LegState;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** All that a session is told from, whether it stands in the stages' stores or was read from the log again. */
public interface SessionRecords {

    SortedSet<Instant> windowStarts();

    /** Whoever sent a sample, joined or left. */
    SortedSet<String> userIds();

    @Nullable
    UserWindowState window(Instant start, String userId);

    LegState leg(String userId);

    /** The user's alerts, and Zoom's own figures. */
    ReportLegState told(String userId);
}
