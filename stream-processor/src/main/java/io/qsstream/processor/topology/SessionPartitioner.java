package io.qsstream.processor.topology;

import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.processor.event.Emission;
import io.qsstream.schema.topic.SessionPartition;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Places every record by its session alone, whatever its key: one session is one partition everywhere. */
final class SessionPartitioner<V> implements StreamPartitioner<@Nullable String, Emission<V>> {

    /** Where the last session went: what closes together is of one session, and most of it of the task's own partition. */
    private record Placed(String accountId, String sessionId, int partitions, Optional<Set<Integer>> partition) {

        boolean is(String accountId, String sessionId, int partitions) {
            return this.partitions == partitions
                    && this.sessionId.equals(sessionId)
                    && this.accountId.equals(accountId);
        }
    }

    // Of whichever thread was last: any answer in it is right, and a lost one is made again.
    private Placed last = new Placed("", "", 1, one(0));

    @Override
    public Optional<Set<Integer>> partitions(
            String topic, @Nullable String key, Emission<V> emission, int numPartitions) {
        return partition(key, emission.value(), numPartitions);
    }

    private Optional<Set<Integer>> partition(@Nullable String key, V value, int partitions) {
        if (value instanceof QosSample sample) {
            return of(sample.getAccountId(), sample.getSessionId(), partitions);
        }
        if (value instanceof UserQosWindow window) {
            return of(window.getAccountId(), window.getSessionId(), partitions);
        }
        if (value instanceof SessionQosWindow window) {
            return of(window.getAccountId(), window.getSessionId(), partitions);
        }
        if (value instanceof AlertTransition alert) {
            return of(alert.getAccountId(), alert.getSessionId(), partitions);
        }
        if (value instanceof SessionReport report) {
            return of(report.getAccountId(), report.getSessionId(), partitions);
        }
        if (value instanceof CompletenessVerdict verdict) {
            return of(verdict.getAccountId(), verdict.getSessionId(), partitions);
        }
        if (value instanceof UserIdentity identity) {
            return of(identity.getAccountId(), identity.getSessionId(), partitions);
        }
        if (value instanceof DeadLetter letter) {
            return one(letter.partition() % partitions);
        }
        return one(SessionPartition.of(key == null ? "" : key, partitions));
    }

    private Optional<Set<Integer>> of(String accountId, String sessionId, int partitions) {
        Placed placed = last;
        if (!placed.is(accountId, sessionId, partitions)) {
            int partition = SessionPartition.of(accountId + '|' + sessionId, partitions);
            placed = new Placed(accountId, sessionId, partitions, one(partition));
            last = placed;
        }
        return placed.partition();
    }

    private static Optional<Set<Integer>> one(int partition) {
        return Optional.of(Set.of(partition));
    }
}
