package io.qsstream.processor.directory;

import io.qsstream.processor.state.Rosters;
import io.qsstream.v1.UserIdentity;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the store as the directory topic says. It joins rather than overwrites, because the topic runs a commit behind
 * what this task knows already; a tombstone forgets the user here too.
 */
public final class FollowDirectoryProcessor extends ContextualProcessor<String, @Nullable UserIdentity, Void, Void> {

    private final Rosters rosters;
    private @Nullable KnownIdentities known;

    public FollowDirectoryProcessor(Rosters rosters) {
        this.rosters = rosters;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        known = new KnownIdentities(context.getStateStore(DirectoryStore.NAME), rosters.of(context.taskId()));
    }

    @Override
    public void process(Record<String, @Nullable UserIdentity> record) {
        KnownIdentities identities = Objects.requireNonNull(known, "init");
        UserIdentity onTopic = record.value();
        if (onTopic == null) {
            identities.forget(record.key());
        } else {
            identities.follow(record.key(), onTopic);
        }
    }
}
