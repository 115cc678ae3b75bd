package io.qsstream.local.provision;

import io.qsstream.schema.registry.CompatibilityLevel;
import io.qsstream.schema.topic.Topic;
import org.apache.kafka.common.acl.AclBinding;

/** One thing that a cluster or a registry has otherwise than is wanted. */
public sealed interface Difference {

    /** One line: what differs, and what applying would do about it. */
    String line();

    /** What {@code apply} does away with. */
    sealed interface Mendable extends Difference {}

    /** What a person has to decide about, and why. */
    sealed interface ForAPerson extends Difference {}

    record MissingTopic(Topic<?> topic, int partitions) implements Mendable {
        @Override
        public String line() {
            return "+ topic " + topic.name() + ", " + partitions + " partitions, " + topic.configs();
        }
    }

    record OtherConfig(String topic, String name, String found, String wanted) implements Mendable {
        @Override
        public String line() {
            return "~ topic " + topic + ": " + name + " is " + found + ", becomes " + wanted;
        }
    }

    record MissingRight(AclBinding right) implements Mendable {
        @Override
        public String line() {
            return "+ right of " + words(right);
        }
    }

    record MissingSchema(String subject) implements Mendable {
        @Override
        public String line() {
            return "+ schema of subject " + subject + ": this build's becomes its next version";
        }
    }

    record OtherLevel(String subject, String found) implements Mendable {
        @Override
        public String line() {
            return "~ subject " + subject + ": compatibility is " + found + ", becomes "
                    + CompatibilityLevel.FULL_TRANSITIVE;
        }
    }

    record OtherPartitions(String topic, int found, int wanted) implements ForAPerson {
        @Override
        public String line() {
            return "! topic " + topic + ": " + found + " partitions, not " + wanted
                    + "; a change moves sessions to other partitions, so it is not made here (docs/topics.md)";
        }
    }

    record OtherReplication(String topic, int found, int wanted) implements ForAPerson {
        @Override
        public String line() {
            return "! topic " + topic + ": " + found + " replicas, not " + wanted
                    + "; kafka-reassign-partitions.sh changes that";
        }
    }

    record ChosenRetention(String topic, String name, String found, String catalogue) implements ForAPerson {
        @Override
        public String line() {
            return "! topic " + topic + ": " + name + " is " + found + ", the catalogue says " + catalogue
                    + "; how long to keep is the operator's to choose";
        }
    }

    record FurtherRight(AclBinding right) implements ForAPerson {
        @Override
        public String line() {
            return "! more than is needed: right of " + words(right);
        }
    }

    record NoAuthorizer(int rights) implements ForAPerson {
        @Override
        public String line() {
            return "! the cluster has no authorizer: " + rights
                    + " rights cannot be given, everybody may do everything";
        }
    }

    private static String words(AclBinding right) {
        return right.entry().principal() + ": " + right.entry().operation() + " on "
                + right.pattern().resourceType() + " " + right.pattern().name()
                + (right.pattern().patternType() == org.apache.kafka.common.resource.PatternType.PREFIXED ? "*" : "");
    }
}
