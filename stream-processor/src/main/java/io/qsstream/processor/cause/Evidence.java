package io.qsstream.processor.cause;

import io.qsstream.v1.QosSample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a cause is judged by. It comes from the session alone: looking across sessions would make a replay depend on
 * the timing between partitions.
 *
 * @param sample of the user, as merged so far
 * @param troubles of the sample; empty where the media travelled well
 * @param dataCenter of the user, as last heard
 * @param session the session's users, this one included
 */
public record Evidence(
        QosSample sample, List<Trouble> troubles, @Nullable String dataCenter, Crowd session) {

    public Evidence {
        troubles = List.copyOf(troubles);
    }
}
