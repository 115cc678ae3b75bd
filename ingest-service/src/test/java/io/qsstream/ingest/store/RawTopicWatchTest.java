package io.qsstream.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RawTopicWatchTest {

    private static final List<Node> NODES = IntStream.range(0, 3)
            .mapToObj(id -> new Node(id, "127.0.0.1", 9092 + id))
            .toList();

    @Test
    void onePartitionThatCanBeWrittenToIsEnough() {
        assertThat(RawTopicWatch.trouble(List.of(partition(0, null, 0), partition(1, NODES.get(1), 2)), 2))
                .isNull();
    }

    @Test
    void leadersWithoutEnoughInSyncReplicasTakeNothing() {
        assertThat(RawTopicWatch.trouble(List.of(partition(0, NODES.get(0), 1), partition(1, NODES.get(0), 1)), 2))
                .isEqualTo("no partition has its min.insync.replicas (2) in sync");
    }

    @Test
    void inSyncReplicasWithoutALeaderTakeNothing() {
        assertThat(RawTopicWatch.trouble(List.of(partition(0, null, 2)), 2)).isEqualTo("no partition has a leader");
    }

    private static TopicPartitionInfo partition(int id, @Nullable Node leader, int inSync) {
        return new TopicPartitionInfo(id, leader, NODES, NODES.subList(0, inSync));
    }
}
