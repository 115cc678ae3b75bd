package io.qsstream.processor.window;

import io.qsstream.processor.merge.SampleMerge;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserWindowState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a user's window takes a sample in. Pure: a new state each time. */
public final class UserWindows {

    /**
     * A window after a sample was taken in.
     *
     * @param sample the sample as merged so far; null where the event told nothing new and was counted as a duplicate
     */
    public record Taken(UserWindowState state, @Nullable QosSample sample) {}

    /** The window of a user who has sent nothing yet. */
    public static UserWindowState none() {
        return new UserWindowState(0, false, List.of(), 0);
    }

    /**
     * Joins a sample with what the window knows of the same sample time.
     *
     * @param late whether it arrived after the window's grace
     */
    public static Taken takeIn(UserWindowState state, QosSample arrived, boolean late) {
        List<QosSample> samples = state.getSamples();
        int at = 0;
        while (at < samples.size() && samples.get(at).getSampleTime().isBefore(arrived.getSampleTime())) {
            at++;
        }
        boolean known = at < samples.size() && samples.get(at).getSampleTime().equals(arrived.getSampleTime());
        QosSample merged = known ? merge(samples.get(at), arrived, late) : first(arrived, late);
        if (merged == null) {
            return new Taken(
                    new UserWindowState(
                            state.getRevision(), state.getChanged(), state.getSamples(), state.getDuplicates() + 1),
                    null);
        }
        List<QosSample> next = new ArrayList<>(samples.size() + 1);
        next.addAll(samples);
        if (known) {
            next.set(at, merged);
        } else {
            next.add(at, merged);
        }
        return new Taken(
                new UserWindowState(state.getRevision(), state.getChanged(), next, state.getDuplicates()), merged);
    }

    private static QosSample first(QosSample arrived, boolean late) {
        return new QosSample(
                arrived.getAccountId(),
                arrived.getSessionId(),
                arrived.getSessionKind(),
                arrived.getSessionNumber(),
                arrived.getUserId(),
                arrived.getUserKey(),
                arrived.getSampleTime(),
                1,
                arrived.getReceiptTime(),
                arrived.getEventType(),
                arrived.getStreams(),
                arrived.getCpu(),
                arrived.getWifi(),
                arrived.getNetworkNotifications(),
                arrived.getExtras(),
                late);
    }

    private static @Nullable QosSample merge(QosSample known, QosSample arrived, boolean late) {
        QosSample merged = SampleMerge.merge(known, arrived);
        if (merged == known) {
            return null;
        }
        merged.setRevision(known.getRevision() + 1);
        merged.setReceiptTime(arrived.getReceiptTime());
        merged.setLate(known.getLate() || late);
        return merged;
    }

    private UserWindows() {}
}
