package io.qsstream.local.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.provision.Found.FoundSubject;
import io.qsstream.local.provision.Found.FoundTopic;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.registry.CompatibilityLevel;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Wanted WANTED = new Wanted(
            Topics.ALL,
            4,
            (short) 3,
            "qsstream-processor",
            Map.of(Service.INGEST, "User:ingest", Service.DASHBOARD, "User:dashboard"));

    @Test
    void aClusterAsWantedDiffersInNothing() {
        assertThat(Comparison.of(WANTED, asWanted(Map.of(), WANTED.rights()))).isEmpty();
    }

    @Test
    void anEmptyClusterLacksEverything() {
        List<Difference> differences = Comparison.of(WANTED, new Found(Map.of(), Optional.of(Set.of()), Map.of()));

        long schemas =
                Topics.ALL.stream().filter(topic -> topic.valueSchema() != null).count();
        assertThat(differences).hasSize((int)
                (Topics.ALL.size() + 2 * schemas + WANTED.rights().size()));
        assertThat(differences).allMatch(Difference.Mendable.class::isInstance);
    }

    @Test
    void theClockAndTheCleanUpAreSetRetentionIsTheOperators() {
        Found found = asWanted(
                Map.of(
                        Topics.RAW_EVENTS.name(),
                        Map.of("message.timestamp.type", "CreateTime", "retention.ms", "1000")),
                WANTED.rights());

        assertThat(Comparison.of(WANTED, found))
                .extracting(Difference::line)
                .containsExactlyInAnyOrder(
                        "~ topic zoom.qss.raw-events.v1: message.timestamp.type is CreateTime, becomes LogAppendTime",
                        "! topic zoom.qss.raw-events.v1: retention.ms is 1000, the catalogue says 604800000; how long to"
                                + " keep is the operator's to choose");
    }

    @Test
    void aLargerRecordLimitAndAnotherOrderOfPoliciesSuffice() {
        Found found = asWanted(
                Map.of(
                        Topics.RAW_EVENTS.name(), Map.of("max.message.bytes", "99999999"),
                        Topics.USER_WINDOWS.name(), Map.of("cleanup.policy", "delete,compact")),
                WANTED.rights());

        assertThat(Comparison.of(WANTED, found)).isEmpty();
    }

    @Test
    void partitionsAreNotChangedBehindAnybodysBack() {
        Wanted more = new Wanted(Topics.ALL, 8, (short) 3, "qsstream-processor", Map.of());

        assertThat(Comparison.of(more, asWanted(Map.of(), Set.of())))
                .hasSize(Topics.ALL.size())
                .allMatch(Difference.OtherPartitions.class::isInstance)
                .noneMatch(Difference.Mendable.class::isInstance);
    }

    @Test
    void aRightTooManyIsSaidAndOneOfSomebodyElseIsNobodysBusiness() {
        Set<AclBinding> rights = new HashSet<>(WANTED.rights());
        Wanted wide = new Wanted(Topics.ALL, 4, (short) 3, "p", Map.of(Service.PROCESSOR, "User:ingest"));
        Wanted stranger = new Wanted(Topics.ALL, 4, (short) 3, "p", Map.of(Service.PROCESSOR, "User:stranger"));
        rights.addAll(wide.rights());
        rights.addAll(stranger.rights());

        assertThat(Comparison.of(WANTED, asWanted(Map.of(), rights)))
                .isNotEmpty()
                .allMatch(difference -> difference instanceof Difference.FurtherRight further
                        && further.right().entry().principal().equals("User:ingest"));
    }

    @Test
    void withoutAnAuthorizerRightsCannotBeGivenAndThatIsSaid() {
        Found found = asWanted(Map.of(), Set.of());

        assertThat(Comparison.of(WANTED, new Found(found.topics(), Optional.empty(), found.subjects())))
                .containsExactly(new Difference.NoAuthorizer(WANTED.rights().size()));
    }

    @Test
    void aSubjectAtAnotherLevelIsTightenedBeforeAVersionIsAdded() {
        Found found = asWanted(Map.of(), WANTED.rights());
        Map<String, FoundSubject> subjects = new HashMap<>(found.subjects());
        subjects.put(Topics.ALERTS.subject(), new FoundSubject(false, Optional.of(CompatibilityLevel.BACKWARD)));

        assertThat(Comparison.of(WANTED, new Found(found.topics(), found.rights(), subjects)))
                .containsExactly(
                        new Difference.OtherLevel(Topics.ALERTS.subject(), "BACKWARD"),
                        new Difference.MissingSchema(Topics.ALERTS.subject()));
    }

    private static Found asWanted(Map<String, Map<String, String>> otherwise, Set<AclBinding> rights) {
        Map<String, FoundTopic> topics = new HashMap<>();
        Map<String, FoundSubject> subjects = new HashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            Map<String, String> configs = new HashMap<>(topic.configs());
            configs.putAll(otherwise.getOrDefault(topic.name(), Map.of()));
            topics.put(topic.name(), new FoundTopic(4, 3, configs));
            if (topic.valueSchema() != null) {
                subjects.put(topic.subject(), new FoundSubject(true, Optional.of(CompatibilityLevel.FULL_TRANSITIVE)));
            }
        }
        return new Found(topics, Optional.of(rights), subjects);
    }
}
