package io.qsstream.processor.merge;

import io.qsstream.v1.LegFact;
import java.util.Objects;

/**
 * Joins two facts about one leg at one time, by the law of {@link SampleMerge}: a union, a conflict won by the greater
 * text; a user who left has left. Never changes its arguments, and gives back {@code known} itself where {@code more}
 * adds nothing.
 */
public final class LegFactMerge {

    /** Everything that both say; the time is what the two have in common. */
    public static LegFact merge(LegFact known, LegFact more) {
        String location = Join.greater(known.getLocation(), more.getLocation());
        String networkType = Join.greater(known.getNetworkType(), more.getNetworkType());
        String device = Join.greater(known.getDevice(), more.getDevice());
        String dataCenter = Join.greater(known.getDataCenter(), more.getDataCenter());
        String connectionType = Join.greater(known.getConnectionType(), more.getConnectionType());
        String clientVersion = Join.greater(known.getClientVersion(), more.getClientVersion());
        String networkPrefix = Join.greater(known.getNetworkPrefix(), more.getNetworkPrefix());
        boolean left = known.getLeft() || more.getLeft();
        boolean same = Objects.equals(location, known.getLocation())
                && Objects.equals(networkType, known.getNetworkType())
                && Objects.equals(device, known.getDevice())
                && Objects.equals(dataCenter, known.getDataCenter())
                && Objects.equals(connectionType, known.getConnectionType())
                && Objects.equals(clientVersion, known.getClientVersion())
                && Objects.equals(networkPrefix, known.getNetworkPrefix())
                && left == known.getLeft();
        return same
                ? known
                : new LegFact(
                        known.getTime(),
                        location,
                        networkType,
                        device,
                        dataCenter,
                        connectionType,
                        clientVersion,
                        networkPrefix,
                        left);
    }

    private LegFactMerge() {}
}
