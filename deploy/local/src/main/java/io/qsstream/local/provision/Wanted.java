package io.qsstream.local.provision;

import io.qsstream.schema.access.Access;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.topic.Topic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;

/**
 * What an operator wants of a cluster: the catalogue, and who may do what.
 *
 * @param partitions of every topic
 * @param replication replicas per partition; -1 for the broker's default
 * @param principals by service, as Kafka names them ({@code User:ingest}); services that are absent get no rights
 */
public record Wanted(
        List<Topic<?>> topics,
        int partitions,
        short replication,
        String applicationId,
        Map<Service, String> principals) {

    public Wanted {
        topics = List.copyOf(topics);
        principals = Map.copyOf(principals);
    }

    Set<AclBinding> rights() {
        Set<AclBinding> all = new LinkedHashSet<>();
        for (Service service : Service.values()) {
            String principal = principals.get(service);
            if (principal != null) {
                Access.of(service, applicationId).forEach(access -> all.addAll(access.bindings(principal)));
            }
        }
        return all;
    }
}
